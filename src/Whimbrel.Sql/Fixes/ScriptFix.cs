using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>Writes scripts again the safe way; the schema, and what is known of its texts, go from one script to the next.</summary>
public sealed class ScriptFix(DatabaseSchema schema)
{
    private readonly KnownTexts _texts = new();

    /// <summary>Takes a script's changes as they are: what comes later builds on them.</summary>
    public void Pass(ParsedScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        foreach (var statement in script.Statements)
        {
            _texts.Learn(statement, schema);
            SchemaChanges.Apply(statement, schema, script.Script.Path);
        }

        SchemaChanges.EndScript(schema);
    }

    /// <summary>The schema has its changes already; only how they were written is kept.</summary>
    public void Remember(ParsedScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        foreach (var statement in script.Statements)
            _texts.Learn(statement, schema);
    }

    /// <param name="rollback">The script's own; null when there is none.</param>
    public FixedScript Fix(ParsedScript script, ParsedScript? rollback)
    {
        ArgumentNullException.ThrowIfNull(script);
        if (ScriptText.Cut(script, out var why) is not { } statements)
        {
            Pass(script);
            return new FixedScript([], why is null ? [] : [new FixNote(1, why)], []);
        }

        var pass = new FixPass(script.Script, schema, _texts);
        foreach (var statement in statements)
            pass.Take(statement);
        SchemaChanges.EndScript(schema);
        return pass.End(rollback);
    }
}
