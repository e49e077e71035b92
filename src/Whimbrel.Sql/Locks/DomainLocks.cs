using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Locks;

/// <summary>ALTER DOMAIN: a new rule is held against every row of every table that has a column of the domain.</summary>
internal static class DomainLocks
{
    internal static void Take(LockSet locks, ParsedStatement statement)
    {
        var isChecked = statement.Body.Word("subtype"u8) switch
        {
            "C" => statement.Body.Child("def"u8)?.Unwrap().Body.Flag("skip_validation"u8) != true,
            "O" or "V" => true,
            _ => false,
        };
        if (!isChecked || statement.Body.NameParts("typeName"u8).ToRelation() is not { } name)
            return;

        foreach (var table in TypeUsers.Of(locks.Schema, name))
        {
            locks.Take(table, LockMode.Share, $"has a column of the domain {name}");
            locks.Scan(table);
        }

        if (!locks.Schema.IsComplete)
            locks.MayTakeMore($"the tables with columns of the domain {name}");
    }
}
