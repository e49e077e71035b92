using System.Text.Json.Serialization;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>A session that holds a lock that we need.</summary>
public sealed record Blocker(int Pid, string User, string Application, string State, double AgeSeconds, string Query)
{
    /// <summary>pg_stat_activity.backend_type; empty where the server hides it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When the session began, which tells it from a later one of the same number; null where the server hides it.</summary>
    [JsonIgnore]
    public DateTimeOffset? BackendStart { get; init; }

    /// <summary>One line for people; the query's text is cut, as it may be long.</summary>
    public override string ToString() =>
        $"pid {Pid} ({User}{(Application.Length > 0 ? ", " + Application : "")}, {(State.Length > 0 ? State : "background")}, {AgeSeconds:0.0} s): {OneLine(Query)}";

    internal static Blocker Read(Row row) => new((int)row.Number("Pid"), row.Text("User"), row.Text("Application"), row.Text("State"), row.Real("AgeSeconds"), row.Text("Query"))
    {
        Kind = row.Text("Kind"),
        BackendStart = row.OptionalTime("BackendStart"),
    };

    private static string OneLine(string query)
    {
        var line = string.Join(' ', query.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 100 ? line[..100] + "…" : line;
    }
}
