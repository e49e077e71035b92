using System.Text.RegularExpressions;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>The bound of a partition and its parent, as a statement has them.</summary>
internal static partial class PartitionBound
{
    /// <summary>FOR VALUES …, as it is written.</summary>
    internal static string In(string statement) => Bound().Match(statement).Value;

    /// <summary>The partitioned table of CREATE TABLE … PARTITION OF; null for any other statement.</summary>
    internal static RelationName? ParentOf(Node statement) =>
        statement.Child("partbound"u8) is null ? null : statement.Items("inhRelations"u8).Select(parent => parent.Unwrap().Body.AsRelation()).FirstOrDefault();

    [GeneratedRegex(@"\bFOR\s+VALUES\s+(FROM\s*\(.*?\)\s*TO\s*\(.*?\)|IN\s*\(.*?\)|WITH\s*\(.*?\))", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bound();
}
