namespace Whimbrel.Sql;

/// <summary>What a transaction statement does.</summary>
public enum TransactionControl
{
    Begin,
    Commit,
    Rollback,
    Savepoint,
    Release,
    RollbackTo,

    /// <summary>PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED, and COMMIT or ROLLBACK … AND CHAIN.</summary>
    Other,
}

/// <summary>An index that CREATE INDEX builds; without a name, the server chooses one.</summary>
public sealed record IndexBuild(string? Name, RelationName Table, bool Concurrently, bool IfNotExists, bool Unique);

/// <summary>Rows that go with a table, or the values of one of its columns.</summary>
/// <param name="Column">Null for the whole table.</param>
public readonly record struct DroppedRows(RelationName Table, string? Column);

/// <summary>One statement of a script and what can be known of it without a server.</summary>
public sealed record Statement
{
    /// <summary>The statement alone: no comments before or after it, no final semicolon. Of a stretch of rows, the first.</summary>
    public required string Text { get; init; }

    /// <summary>The file in which it stands: the script itself, or one that it includes.</summary>
    public required string Path { get; init; }

    /// <summary>Where the query begins that psql sends; several statements joined by <c>\;</c> are one query.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Where <see cref="Text"/> begins; null for what <c>\;</c> has put behind another statement.</summary>
    public long? TextOffset { get; init; }

    /// <summary>Which of the statements of its query it is, from 0.</summary>
    public int IndexInQuery { get; init; }

    /// <summary>1; of a stretch of plain INSERT, UPDATE, DELETE or SELECT statements in a large script, how many they are.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Where the last query of the stretch begins; the same as <see cref="ByteOffset"/> for one alone.</summary>
    public long LastByteOffset { get; init; }

    /// <summary>The prefix of the variables that <c>\gset</c> sets from its row; null when it sets none.</summary>
    public string? StoresInto { get; init; }

    /// <summary>A variable whose value only the run knows; the text has the variable's name in its place.</summary>
    public string? Unresolved { get; init; }

    /// <summary>1-based.</summary>
    public required int Line { get; init; }

    /// <summary>1-based, in UTF-16 units.</summary>
    public required int Column { get; init; }

    /// <summary>The parser's name of the node: CreateStmt, IndexStmt, TransactionStmt …</summary>
    public required string Kind { get; init; }

    /// <summary>One line for people of at most 100 characters, without any value of the statement.</summary>
    public required string Summary { get; init; }

    /// <summary>null when it is no transaction statement.</summary>
    public TransactionControl? Control { get; init; }

    /// <summary>PostgreSQL refuses it inside a transaction block.</summary>
    public bool RunsOutsideTransaction { get; init; }

    /// <summary>The value that ALTER TYPE … ADD VALUE adds: it cannot be used before its transaction has ended.</summary>
    public string? NewEnumValue { get; init; }

    /// <summary>It may change lock_timeout of the session that runs it.</summary>
    public bool SetsLockTimeout { get; init; }

    /// <summary>It changes the role or the session's user.</summary>
    public bool SetsRole { get; init; }

    /// <summary>What is lost for good, in plain words ("drops column users.theme"); null when nothing is.</summary>
    public string? Destroys { get; init; }

    /// <summary>The tables and columns whose rows it drops or truncates.</summary>
    public IReadOnlyList<DroppedRows> DropsRows { get; init; } = [];

    /// <summary>Each table, view, sequence and index that it names, each once; names of CTEs are left out.</summary>
    public IReadOnlyList<RelationName> Relations { get; init; } = [];

    /// <summary>The tables and materialized views that it creates.</summary>
    public IReadOnlyList<RelationName> Creates { get; init; } = [];

    /// <summary>null when it is no CREATE INDEX.</summary>
    public IndexBuild? Index { get; init; }

    /// <summary>The index of DROP INDEX CONCURRENTLY.</summary>
    public RelationName? DroppedIndexConcurrently { get; init; }

    /// <summary>It ends only when all transactions that are older than it have ended: the CONCURRENTLY forms.</summary>
    public bool WaitsForOldSnapshots => Index is { Concurrently: true } || DroppedIndexConcurrently is not null || (RunsOutsideTransaction && Kind is "ReindexStmt" or "AlterTableStmt");

    /// <summary>COPY … FROM STDIN.</summary>
    public bool ReadsStdin { get; init; }

    /// <summary>It stands below <c>-- whimbrel:batch</c>: only some of its rows are done at once.</summary>
    public bool IsBatched { get; init; }

    /// <summary>What <c>-- whimbrel:expect</c> above it says: <c>equal</c>, <c>covered</c> or <c>none</c>; null for a statement to be run.</summary>
    public string? Expects { get; init; }
}
