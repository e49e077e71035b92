using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>What hangs on a column whose type is changed, as far as it is known.</summary>
internal sealed record ChangedColumn(FixScope Scope, TableCommand Command)
{
    internal Relation? Table { get; } = Scope.Schema.Find(Command.Table);

    internal Column? Column => Table?.Column(Command.Column);

    internal bool IsKnown => Table is { IsPartlyKnown: false };

    internal string Name => Identifier.Quote(Command.Column);

    internal string New => Identifier.Quote(DefaultNames.Join(Command.Column, null, "new"));

    internal string Old => Identifier.Quote(DefaultNames.Join(Command.Column, null, "old"));

    /// <summary>Last of a table's triggers, which fire in the order of their names: it sees what the others have made of the row.</summary>
    internal string Trigger => Identifier.Quote(DefaultNames.Cut($"zz_{DefaultNames.Join(Command.Table.Name, Command.Column, "sync")}", DefaultNames.MaxBytes));

    internal string Function => Identifier.Quote(Command.Table with { Name = DefaultNames.Join(Command.Table.Name, Command.Column, "sync") });

    internal bool IsNotNull => Column?.NotNull == true;

    /// <summary>As it was written; of serial, what stands behind it. null when it has none, or none that is known.</summary>
    internal string? Default => Scope.Texts.Default(Command.ResolvedIn(Scope.Schema), Command.Column)
        ?? (Column?.HasDefault == true && Sequence is { } sequence ? $"nextval({SqlText.Literal(sequence)})" : null);

    internal string? Sequence => Scope.Schema.SequencesOf(Command.ResolvedIn(Scope.Schema)).Where(s => s.OwnedByColumn == Command.Column).Select(s => Identifier.Quote(s.Name)).FirstOrDefault();

    /// <summary>The key or unique constraint on the column alone.</summary>
    internal TableConstraint? Key => Table?.Constraints.FirstOrDefault(c => c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && c.Columns is [var only] && only == Command.Column);

    /// <summary>Those that no constraint stands on; their texts as they were written.</summary>
    internal IReadOnlyList<(string Name, string? Text)> Indexes => IndexesOf(Scope, Command.ResolvedIn(Scope.Schema), Command.Column);

    internal static IReadOnlyList<(string Name, string? Text)> IndexesOf(FixScope scope, RelationName table, string column) =>
        [.. scope.Schema.IndexesOf(table).Where(i => i.Index!.UsedColumns.Contains(column, StringComparer.Ordinal) && scope.Schema.Find(table)?.Constraints.Any(c => c.Index == i.Name.Name) != true)
            .Select(i => (i.Name.Name, scope.Texts.Index(i.Name)))];

    /// <summary>An index's text with another column in the place of this one, built CONCURRENTLY under another name.</summary>
    internal string IndexOn(string text, string name, string column)
    {
        var concurrent = SqlText.Parse(text).Body.Flag("concurrent"u8) ? text : ConcurrentIndex.Text(text, name, "CONCURRENTLY", null, isNew: true);
        var tokens = SqlText.Tokens(concurrent);
        var open = tokens.FindIndex(t => SqlText.Is(concurrent, t, "("));
        foreach (var token in tokens.Skip(open).Where(t => SqlText.NameOf(concurrent, t) == Command.Column).Reverse())
            concurrent = concurrent[..token.Start] + column + concurrent[token.End..];
        return concurrent;
    }
}
