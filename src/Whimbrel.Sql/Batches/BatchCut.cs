using System.Text;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.Batches;

/// <summary>A statement of which only the rows in a range of a table's key are done at once: UPDATE, DELETE, INSERT … SELECT.</summary>
/// <param name="Table">The table whose key is walked, as the statement names it.</param>
/// <param name="Reference">What the statement's columns are qualified with: the table's alias or name, quoted.</param>
/// <param name="Key">The key's columns as the directive names them.</param>
/// <param name="Target">The table that is written.</param>
public sealed record BatchCut(RelationName Table, string Reference, IReadOnlyList<string> Key, RelationName Target)
{
    private string _text = "";

    private ClauseText _clause;

    /// <summary>Whether the rows that are walked are those that are written: each leaves a dead one behind.</summary>
    public bool LeavesDeadRows { get; private init; }

    /// <exception cref="ScriptException">The statement cannot be cut, or not by this key.</exception>
    public static BatchCut Of(Script script, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(statement);
        var directive = script.Directives.First(d => d.IsAbout("batch", statement));
        return ParserThreads.Run(() => Of(script, statement, directive.Argument));
    }

    /// <summary>The statement for the rows of one range.</summary>
    /// <param name="range">A condition on the columns of <see cref="Reference"/>.</param>
    public string Within(string range) => _clause.And(_text, range);

    private static BatchCut Of(Script script, Statement statement, string argument)
    {
        var (kind, body) = TreeOf(statement.Text);
        var (place, columns) = ReadArgument(argument);
        var problem = statement.Count > 1 || statement.StoresInto is not null ? "it is not one statement without an answer" : BatchObstacles.Of(kind, body);
        if (problem is not null)
            throw Problem(script, statement, $"whimbrel:batch: {problem}", "run it as it is, without the directive, or write it so that each row is done by itself.");

        var sources = BatchSources.Of(kind, body).Where(s => s.IsCalled(place)).ToList();
        if (sources is not [var source])
            throw Problem(script, statement, $"whimbrel:batch: {place} is {(sources.Count == 0 ? "no table that the statement reads row by row" : "more than one of its tables")}", "name a table of its FROM, or the one that it changes; by its alias, where it has one.");
        if (source.IsOptional)
            throw Problem(script, statement, $"whimbrel:batch: {place} stands on the side of an outer join where its rows may be missing", "cut by the key of the other table.");
        if (source.IsTarget && BatchSources.Sets(body).FirstOrDefault(set => columns.Any(c => Names(c, set))) is { } changed)
            throw Problem(script, statement, $"whimbrel:batch: the statement changes {changed}, by which it is to be cut: its rows would be met again", "cut by a key that stays as it is.");

        var target = body.Relation("relation"u8)!.Value;
        var cut = new BatchCut(source.Table, Identifier.Quote(source.Alias ?? source.Table.Name), columns, target) { _text = statement.Text, _clause = ClauseText.In(statement.Text), LeavesDeadRows = kind != "InsertStmt" };
        return cut.IsUnderstood(kind) ? cut : throw Problem(script, statement, "whimbrel:batch: the place of its WHERE was not found", "write the SELECT without parentheses around it.");
    }

    /// <summary>Names in a directive are not quoted: one that is not there as written is meant in lower case.</summary>
    internal static bool Names(string written, string name) =>
        written == name || (!name.Any(char.IsAsciiLetterUpper) && name.Equals(written, StringComparison.OrdinalIgnoreCase));

    /// <summary>PostgreSQL's parser must see the new condition where it was meant to be.</summary>
    private bool IsUnderstood(string kind)
    {
        const string Probe = "whimbrel";
        var (seen, body) = TreeOf(Within($"'{Probe}' = '{Probe}'"));
        if (seen != kind)
            return false;

        var statement = kind == "InsertStmt" ? body.Child("selectStmt"u8)?.Child("SelectStmt"u8) : body;
        if (statement?.Child("whereClause"u8) is not { } where)
            return false;

        var last = where.Child("BoolExpr"u8) is { } all && all.Is("boolop"u8, "AND_EXPR"u8) ? all.Items("args"u8).Last() : where;
        return last.Child("A_Expr"u8)?.Child("lexpr"u8)?.Child("A_Const"u8)?.Child("sval"u8)?.Word("sval"u8) == Probe;
    }

    private static (string Table, IReadOnlyList<string> Columns) ReadArgument(string argument)
    {
        var parts = argument.Split(',', StringSplitOptions.TrimEntries);
        var dot = parts[0].LastIndexOf('.');
        return (parts[0][..dot], [parts[0][(dot + 1)..], .. parts[1..]]);
    }

    internal static (string Kind, Node Body) TreeOf(string text)
    {
        var (json, error) = Parser.Parse(Encoding.UTF8.GetBytes(text + '\0'));
        return error is null && Tree.Read(json).Root.Items("stmts"u8).ToList() is [var only] ? only.Child("stmt"u8)!.Value.Unwrap() : ("", default);
    }

    private static ScriptException Problem(Script script, Statement at, string message, string hint) =>
        new(at.Path, at.Line, at.Column, message, script.SourceLineOf(at.Path, at.Line), hint);
}
