using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>What is known of a script up to the statement that is looked at.</summary>
internal sealed class ScriptState(string path, DatabaseSchema schema, int serverMajor)
{
    private readonly List<(ParsedStatement Statement, Footprint Footprint)> _earlier = [];
    private readonly List<(ParsedStatement Statement, RelationLock Lock)> _held = [];

    internal string Path { get; } = path;

    internal DatabaseSchema Schema { get; } = schema;

    internal int ServerMajor { get; } = serverMajor;

    /// <summary>The statements before the one that is looked at, with their locks.</summary>
    internal IReadOnlyList<(ParsedStatement Statement, Footprint Footprint)> Earlier => _earlier;

    /// <summary>The script's own BEGIN, while it is open.</summary>
    internal ParsedStatement? Begin { get; private set; }

    /// <summary>The script is one transaction that the runner opens and commits: it has none of its own, and needs none.</summary>
    internal bool RunsInRunnersTransaction { get; init; }

    /// <summary>It says <c>-- whimbrel:batch</c>: the runner cuts its data statements into batches.</summary>
    internal bool IsBatched { get; init; }

    internal bool IsInTransaction => Begin is not null || RunsInRunnersTransaction;

    /// <summary>The locks that the open transaction holds on relations that others use, in the order in which they were taken.</summary>
    internal IReadOnlyList<(ParsedStatement Statement, RelationLock Lock)> Held => _held;

    /// <summary>Called behind each statement, after the rules have seen it and before the schema is changed.</summary>
    internal void Pass(ParsedStatement statement, Footprint footprint)
    {
        _earlier.Add((statement, footprint));
        if (statement.Kind == "TransactionStmt")
            Transact(statement);
        else if (IsInTransaction)
            _held.AddRange(footprint.Locks.Where(l => Schema.Find(l.Relation)?.CreatedBy != Path).Select(l => (statement, l)));
    }

    private void Transact(ParsedStatement statement)
    {
        switch (statement.Body.Word("kind"u8))
        {
            case "TRANS_STMT_BEGIN" or "TRANS_STMT_START":
                Begin ??= statement;
                break;
            case "TRANS_STMT_COMMIT" or "TRANS_STMT_ROLLBACK" or "TRANS_STMT_PREPARE":
                Begin = null;
                _held.Clear();
                break;
        }
    }
}
