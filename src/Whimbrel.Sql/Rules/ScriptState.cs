using System.Runtime.InteropServices;
using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>What is known of a script up to the statement that is looked at.</summary>
internal sealed class ScriptState(string path, DatabaseSchema schema, int serverMajor)
{
    private readonly List<(ParsedStatement Statement, Footprint Footprint)> _earlier = [];
    private readonly List<(ParsedStatement Statement, RelationLock Lock)> _held = [];
    private readonly Dictionary<RelationName, LockMode> _heldModes = [];
    private readonly Dictionary<string, List<ParsedStatement>> _byKind = new(StringComparer.Ordinal);
    private readonly Dictionary<RelationName, List<ParsedStatement>> _altering = [];

    internal string Path { get; } = path;

    internal DatabaseSchema Schema { get; } = schema;

    internal int ServerMajor { get; } = serverMajor;

    /// <summary>The statements before the one that is looked at, with their locks.</summary>
    internal IReadOnlyList<(ParsedStatement Statement, Footprint Footprint)> Earlier => _earlier;

    /// <summary>The script's own BEGIN, while it is open.</summary>
    internal ParsedStatement? Begin { get; private set; }

    /// <summary>The script is one transaction that the runner opens and commits: it has none of its own, and needs none.</summary>
    internal bool RunsInRunnersTransaction { get; init; }

    /// <summary>Where the statements stand that say <c>-- whimbrel:batch</c>: the runner cuts them into batches.</summary>
    internal IReadOnlySet<(string Path, int Line)> Batched { get; init; } = new HashSet<(string Path, int Line)>();

    internal bool IsInTransaction => Begin is not null || RunsInRunnersTransaction;

    /// <summary>The locks that the open transaction holds on relations that others use, in the order in which they were taken; a weaker one behind a stronger is left out.</summary>
    internal IReadOnlyList<(ParsedStatement Statement, RelationLock Lock)> Held => _held;

    /// <summary>The earlier statements of one kind, or the ALTER TABLEs with a command of one: IndexStmt, AT_SetNotNull.</summary>
    internal IReadOnlyList<ParsedStatement> Of(string kind) => _byKind.GetValueOrDefault(kind) ?? [];

    /// <summary>The earlier ALTER TABLEs of a table, by its name as it is written.</summary>
    internal IReadOnlyList<ParsedStatement> Altering(RelationName table) => _altering.GetValueOrDefault(table) ?? [];

    /// <summary>Called behind each statement, after the rules have seen it and before the schema is changed.</summary>
    internal void Pass(ParsedStatement statement, Footprint footprint)
    {
        _earlier.Add((statement, footprint));
        Keep(statement);
        if (statement.Kind == "TransactionStmt")
            Transact(statement);
        else if (IsInTransaction)
            Hold(statement, footprint);
    }

    private void Keep(ParsedStatement statement)
    {
        Add(_byKind, statement.Kind, statement);
        if (statement.Kind != "AlterTableStmt")
            return;

        foreach (var (subtype, _) in statement.Commands)
        {
            if (Of(subtype) is not [.., var last] || last != statement)
                Add(_byKind, subtype, statement);
        }

        if (statement.Body.Relation("relation"u8) is { } table)
            Add(_altering, table, statement);
    }

    private static void Add<T>(Dictionary<T, List<ParsedStatement>> kept, T key, ParsedStatement statement)
        where T : notnull
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(kept, key, out _);
        (list ??= []).Add(statement);
    }

    private void Hold(ParsedStatement statement, Footprint footprint)
    {
        foreach (var taken in footprint.Locks)
        {
            ref var mode = ref CollectionsMarshal.GetValueRefOrAddDefault(_heldModes, taken.Relation, out _);
            if (taken.Mode <= mode || Schema.Find(taken.Relation)?.CreatedBy == Path)
                continue;

            mode = taken.Mode;
            _held.Add((statement, taken));
        }
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
                _heldModes.Clear();
                break;
        }
    }
}
