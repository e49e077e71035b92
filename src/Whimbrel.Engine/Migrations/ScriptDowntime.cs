using Whimbrel.Sql;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Migrations;

/// <summary>The downtime of a script: what it says itself with <c>-- whimbrel:downtime</c>, else what its statements need.</summary>
public static class ScriptDowntime
{
    public static Downtime Of(Script script, Downtime needed)
    {
        var said = script.Directives.LastOrDefault(d => d.Name == "downtime");
        return said is null ? needed : new Downtime(TypeOf(said.Argument), script.Path, said.Line, "whimbrel:downtime says so");
    }

    public static DowntimeType TypeOf(string name) => name switch
    {
        "full" => DowntimeType.Full,
        "minimal" => DowntimeType.Minimal,
        _ => DowntimeType.Zero,
    };
}
