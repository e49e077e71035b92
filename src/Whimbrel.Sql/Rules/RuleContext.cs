using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>What a rule sees: a statement, its locks, and the world as the statement finds it.</summary>
internal sealed record RuleContext(ParsedStatement Statement, Footprint Footprint, ScriptState Script)
{
    private const double FewRows = 10_000;
    private const double ManyRows = 1_000_000;

    /// <summary>The columns that ALTER TABLE adds to a table that others use.</summary>
    internal IReadOnlyList<NewColumn> NewColumns => field ??= [.. NewColumn.Of(this)];

    internal Node Body => Statement.Body;

    internal DatabaseSchema Schema => Script.Schema;

    internal int ServerMajor => Script.ServerMajor;

    /// <summary>The commands of an ALTER TABLE that have one of these subtypes: AT_AddColumn, AT_SetNotNull …</summary>
    internal List<Node> Commands(params ReadOnlySpan<string> subtypes)
    {
        var found = new List<Node>(1);
        foreach (var (subtype, body) in Statement.Commands)
        {
            if (subtypes.Contains(subtype))
                found.Add(body);
        }

        return found;
    }

    internal bool IsBatched => Script.Batched.Contains((Statement.Path, Statement.Line));

    /// <summary>Created by this very script: nobody else can read it or wait for it yet.</summary>
    internal bool IsNew(RelationName relation) => Schema.Find(relation)?.CreatedBy == Script.Path;

    internal bool IsNew(RelationName? relation) => relation is { } known && IsNew(known);

    /// <summary>How bad it is to hold a strong lock while the whole relation is read or written: by its rows where they are known.</summary>
    internal Severity BySize(RelationName relation, Severity unknown = Severity.Error) => Schema.Find(relation)?.Rows switch
    {
        null or < 0 => unknown,
        <= FewRows => Severity.Info,
        < ManyRows => Severity.Warning,
        _ => Severity.Error,
    };
}
