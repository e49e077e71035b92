using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>From a statement to its locks, before it is run.</summary>
internal static class LockModel
{
    /// <param name="before">The schema as the statement finds it.</param>
    /// <param name="serverMajor">14 … 18.</param>
    internal static Footprint Of(ParsedStatement statement, DatabaseSchema before, int serverMajor)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(before);
        return Footprint.Nothing;
    }
}
