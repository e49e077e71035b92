using System.Text;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

/// <summary>A script for a test, read through a stream that gives as few bytes at a time as is asked for.</summary>
internal static class PsqlScript
{
    internal static PsqlReader Reader(string script, PsqlVariables? variables = null, int bytesAtATime = int.MaxValue) =>
        new("script.sql", new SlowStream(Encoding.UTF8.GetBytes(script), bytesAtATime), variables);

    /// <summary>The statements that are sent.</summary>
    internal static List<string> Sent(string script, PsqlVariables? variables = null, int bytesAtATime = int.MaxValue)
    {
        using var reader = Reader(script, variables, bytesAtATime);
        var sent = new List<string>();
        while (reader.Read())
        {
            if (reader.Item.Kind == PsqlItemKind.Statement)
                sent.Add(reader.Item.TextString);
        }

        return sent;
    }

    /// <summary>Every item in one line each, with its place.</summary>
    internal static List<string> Items(string script, PsqlVariables? variables = null, int bytesAtATime = int.MaxValue)
    {
        using var reader = Reader(script, variables, bytesAtATime);
        var items = new List<string>();
        while (reader.Read())
            items.Add(Say(reader));
        return items;
    }

    internal static ScriptException Fails(string script) => Should.Throw<ScriptException>(() => Items(script));

    internal static string Rows(PsqlReader reader)
    {
        var bytes = new List<byte>();
        for (var rows = reader.NextRows(); !rows.IsEmpty; rows = reader.NextRows())
            bytes.AddRange(rows);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string Say(PsqlReader reader)
    {
        var item = reader.Item;
        var place = $"{item.Place.Line}:{item.Place.Column}";
        return item.Kind switch
        {
            PsqlItemKind.Statement => $"{place} {item.TextString}",
            PsqlItemKind.CopyRows => $"{place} rows {Rows(reader)}",
            PsqlItemKind.Echo => $"{place} echo {item.Note}",
            var kind => $@"{place} {kind} \{item.Command} {string.Join(' ', item.Arguments)}".TrimEnd(),
        };
    }

    private sealed class SlowStream(byte[] bytes, int atATime) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atATime));
    }
}
