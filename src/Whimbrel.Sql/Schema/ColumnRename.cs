namespace Whimbrel.Sql.Schema;

/// <summary>A column's new name, in all that names the column.</summary>
internal static class ColumnRename
{
    internal static void Apply(Change change, Relation table, string from, string to)
    {
        string New(string name) => name == from ? to : name;

        var known = table.Column(from) is null && table.IsPartlyKnown ? [.. table.Columns, new Column(from, "", false)] : table.Columns;
        change.Schema.Set(table with
        {
            Columns = [.. known.Select(c => c.Name == from ? c with { Name = to } : c)],
            Constraints = [.. table.Constraints.Select(c => c with { Columns = [.. c.Columns.Select(New)], NotNullColumns = [.. c.NotNullColumns.Select(New)] })],
        });
        foreach (var index in change.Schema.IndexesOf(table.Name))
            change.Schema.Set(index with { Index = Renamed(index.Index!, New) });
        foreach (var sequence in change.Schema.SequencesOf(table.Name).Where(s => s.OwnedByColumn == from))
            change.Schema.Set(sequence with { OwnedByColumn = to });
        foreach (var other in change.Schema.ReferencesTo(table.Name))
            change.Schema.Set(other with { Constraints = [.. other.Constraints.Select(c => c.References == table.Name ? c with { ReferencedColumns = [.. c.ReferencedColumns.Select(New)] } : c)] });
    }

    private static IndexFacts Renamed(IndexFacts index, Func<string, string> renamed) => index with
    {
        Columns = [.. index.Columns.Select(c => c is null ? null : renamed(c))],
        Included = [.. index.Included.Select(renamed)],
        UsedColumns = [.. index.UsedColumns.Select(renamed)],
    };
}
