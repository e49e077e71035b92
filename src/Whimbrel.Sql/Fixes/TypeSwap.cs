using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Fixes;

/// <summary>The steps from a column of one type to one of another, and what takes each back.</summary>
internal sealed class TypeSwap(FixScope scope, TableCommand command, UsingExpression expression)
{
    private readonly ChangedColumn _column = new(scope, command);
    private readonly RelationName _table = command.ResolvedIn(scope.Schema);

    private string Alter => $"ALTER TABLE {command.Quoted}";

    private string Type => SqlText.Cut(command.Text, command.Text.IndexOf("TYPE", StringComparison.OrdinalIgnoreCase) + "TYPE".Length, EndOfType());

    private string CreateTrigger => $"CREATE TRIGGER {_column.Trigger} BEFORE INSERT OR UPDATE ON {command.Quoted} FOR EACH ROW EXECUTE FUNCTION {_column.Function}()";

    private string DropTrigger => $"DROP TRIGGER {_column.Trigger} ON {command.Quoted}";

    private string IntoNew => Body($"NEW.{_column.New} := {expression.OfNew};");

    /// <summary>What does not fit into the old type any more is null there: the application's write must not fail for it.</summary>
    private string IntoOld => Body(expression.IsCast ? $"BEGIN NEW.{_column.Old} := NEW.{_column.Name}; EXCEPTION WHEN data_exception THEN NEW.{_column.Old} := NULL; END;" : "");

    internal SafeSequence Sequence()
    {
        var steps = new List<SafeStep> { Begin() };
        if (_column.IsNotNull)
            steps.AddRange(NotNullByCheck.Of(scope, command.With($"ALTER COLUMN {_column.New} SET NOT NULL"))?.Steps ?? []);
        if (_column.Indexes.Count > 0)
            steps.Add(new SafeStep(StepKind.Alone, [_table], [.. _column.Indexes.Select(i => _column.IndexOn(i.Text!, With(i.Name, "new"), _column.New))], [.. _column.Indexes.Select(i => DropIndex(i.Name))]) { What = $"index_{command.Column}_new" });

        // Its index goes with a key that is dropped on the way back: the two are taken back together.
        if (_column.Key is { } key)
            steps.Add(new SafeStep(StepKind.Alone, [_table], [$"CREATE UNIQUE INDEX CONCURRENTLY {Identifier.Quote(With(key.Name, "new"))} ON {command.Quoted} ({_column.New})"], [DropIndex(key.Name)]) { What = $"swap_{command.Column}" });
        steps.Add(new SafeStep(StepKind.Quick, [_table], [.. Swap()], [.. SwapBack()]) { What = $"swap_{command.Column}", Joins = _column.Key is not null, Replaces = [$"{Alter} ALTER COLUMN {_column.Name} TYPE {Type}"] });
        steps.AddRange(BeforeSwapBack());
        steps.AddRange(End());
        return new SafeSequence(steps) { Notes = [.. Notes()] };
    }

    private SafeStep Begin() => new(
        StepKind.Quick,
        [_table],
        [.. _column.IsKnown ? [] : new[] { Guard() }, $"{Alter} ADD COLUMN {_column.New} {Type}", $"CREATE FUNCTION {_column.Function}() RETURNS trigger LANGUAGE plpgsql AS {IntoNew}", CreateTrigger],
        [DropTrigger, $"DROP FUNCTION {_column.Function}()", $"{Alter} DROP COLUMN {_column.New}"])
    {
        What = $"add_{command.Column}_new",
        Data = [Batches.Of(scope, command.Table, $"UPDATE {command.Quoted} SET {_column.New} = {expression.OfRow} WHERE {_column.New} IS NULL AND ({expression.OfRow}) IS NOT NULL")],
    };

    private IEnumerable<string> Swap()
    {
        if (_column.Key is { } key)
            yield return (key.Kind == ConstraintKind.PrimaryKey ? "-- whimbrel:allow drop-primary-key \"it is there again when this transaction ends\"\n" : "") + $"{Alter} DROP CONSTRAINT {Identifier.Quote(key.Name)}";
        if (_column.IsNotNull)
            yield return $"{Alter} ALTER COLUMN {_column.Name} DROP NOT NULL";
        foreach (var statement in Exchange(_column.Old, _column.New, IntoOld))
            yield return statement;
        foreach (var name in _column.Indexes.Select(i => i.Name))
        {
            yield return $"ALTER INDEX {Index(name)} RENAME TO {Identifier.Quote(With(name, "old"))}";
            yield return $"ALTER INDEX {Index(With(name, "new"))} RENAME TO {Identifier.Quote(name)}";
        }

        if (_column.Key is { } again)
            yield return AddKey(again, "new");
    }

    private IEnumerable<string> SwapBack()
    {
        var statements = new List<string>();
        if (_column.Key is { } key)
            statements.Add($"{Alter} DROP CONSTRAINT {Identifier.Quote(key.Name)}");
        statements.AddRange(Exchange(_column.New, _column.Old, IntoNew));
        if (_column.IsNotNull)
            statements.AddRange([$"{Alter} ALTER COLUMN {_column.Name} SET NOT NULL", $"{Alter} DROP CONSTRAINT {Check}"]);
        foreach (var name in _column.Indexes.Select(i => i.Name))
        {
            statements.Add($"ALTER INDEX {Index(name)} RENAME TO {Identifier.Quote(With(name, "new"))}");
            statements.Add($"ALTER INDEX {Index(With(name, "old"))} RENAME TO {Identifier.Quote(name)}");
        }

        if (_column.Key is { } again)
            statements.Add(AddKey(again, "old"));
        return statements;
    }

    /// <summary>The column in use gets out of the way under one name, the one under the other takes its place.</summary>
    private IEnumerable<string> Exchange(string away, string here, string body)
    {
        yield return $"-- whimbrel:allow rename-column \"another column takes its name in this transaction\"\n{Alter} RENAME COLUMN {_column.Name} TO {away}";
        yield return $"-- whimbrel:allow rename-column \"nobody uses its name\"\n{Alter} RENAME COLUMN {here} TO {_column.Name}";
        yield return $"CREATE OR REPLACE FUNCTION {_column.Function}() RETURNS trigger LANGUAGE plpgsql AS {body}";
        if (_column.Default is { } value)
        {
            yield return $"{Alter} ALTER COLUMN {away} DROP DEFAULT";
            yield return $"{Alter} ALTER COLUMN {_column.Name} SET DEFAULT {value}";
        }

        if (_column.Sequence is { } sequence)
            yield return $"ALTER SEQUENCE {sequence} OWNED BY {command.Quoted}.{_column.Name}";
    }

    private string Check => Identifier.Quote(DefaultNames.Join(command.Table.Name, command.Column, "old_is_not_null"));

    /// <summary>What the way back needs, each by itself: nothing is lost, the key's index is there, and no null. The way back begins with the last.</summary>
    private IEnumerable<SafeStep> BeforeSwapBack()
    {
        if (_column.IsNotNull)
        {
            yield return OnlyDown(StepKind.Validation, $"{Alter} VALIDATE CONSTRAINT {Check}");
            yield return OnlyDown(StepKind.Quick, $"{Alter} ADD CONSTRAINT {Check} CHECK ({_column.Old} IS NOT NULL) NOT VALID");
        }

        if (_column.Key is { } key)
            yield return OnlyDown(StepKind.Alone, $"CREATE UNIQUE INDEX CONCURRENTLY {Identifier.Quote(With(key.Name, "old"))} ON {command.Quoted} ({_column.Old})");
        yield return OnlyDown(StepKind.Validation, Refuse($"EXISTS (SELECT FROM {command.Quoted} WHERE {_column.Name} IS NOT NULL AND {_column.Old} IS NULL)", $"{command.Table}.{command.Column} has values that its old type cannot hold: they would be lost"));
    }

    private SafeStep OnlyDown(StepKind kind, string statement) => new(kind, [_table], [], [statement]) { What = $"swap_{command.Column}", Joins = true };

    private IEnumerable<SafeStep> End()
    {
        var before = expression.IsCast && _column.Column is { Type.Length: > 0 } known ? known.Type : null;
        if (before is not null)
        {
            if (_column.Indexes.Count > 0)
                yield return Last(StepKind.Alone, [], [.. _column.Indexes.Select(i => _column.IndexOn(i.Text!, With(i.Name, "old"), _column.Old))]);
            yield return Last(StepKind.Validation, [], [$"UPDATE {command.Quoted} SET {_column.Old} = {_column.Name} WHERE {_column.Old} IS NULL"]) with { Joins = _column.Indexes.Count > 0 };
        }

        yield return Last(
            StepKind.Quick,
            [DropTrigger, $"DROP FUNCTION {_column.Function}()", $"{Alter} DROP COLUMN {_column.Old}"],
            before is null
                ? [Refuse("true", $"what {_column.Old} of {command.Table} held cannot be told: write what adds it again, with its function and trigger")]
                : [$"{Alter} ADD COLUMN {_column.Old} {before}", $"CREATE FUNCTION {_column.Function}() RETURNS trigger LANGUAGE plpgsql AS {IntoOld}", CreateTrigger]) with
        { Joins = before is not null };
    }

    private SafeStep Last(StepKind kind, IReadOnlyList<string> up, IReadOnlyList<string> down) => new(kind, [_table], up, down) { What = $"drop_{command.Column}_old", IsLast = true };

    private string DropIndex(string name) => $"DROP INDEX CONCURRENTLY IF EXISTS {Index(With(name, "new"))}";

    private IEnumerable<string> Notes()
    {
        yield return $"{command.Table}.{command.Column} stands last among the columns afterwards; SELECT * and INSERT without column names see that";
        if (!_column.IsKnown)
            yield return $"what hangs on {command.Table}.{command.Column} is not known here (NOT NULL, default, indexes, constraints): the first part refuses to run if there is anything";
        if (_column.Table?.Triggers.Count > 0)
            yield return $"the triggers of {command.Table} fire when its rows are filled: {string.Join(", ", _column.Table.Triggers)}";
        if (!expression.IsCast)
            yield return $"what is written to {command.Table}.{command.Column} behind the exchange is not carried back into {_column.Old}: only you know the way back of its USING";
    }

    private string Guard() => Refuse(
        $"""
        EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = {SqlText.Literal(command.Quoted)}::regclass AND a.attname = {SqlText.Literal(command.Column)}
              AND (a.attnotnull OR a.atthasdef OR a.attidentity <> ''
                   OR EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum)))
        """,
        $"{command.Table}.{command.Column} is NOT NULL, or has a default, an index, a constraint or a view on it, of which these files know nothing");

    private static string Refuse(string when, string message) => $"DO $$ BEGIN IF {when} THEN RAISE EXCEPTION {SqlText.Literal(message.Replace("%", "%%", StringComparison.Ordinal))}; END IF; END $$";

    private static string Body(string statement) => $"$$ BEGIN {statement} RETURN NEW; END $$";

    private string AddKey(TableConstraint key, string which) =>
        $"{Alter} ADD CONSTRAINT {Identifier.Quote(key.Name)} {(key.Kind == ConstraintKind.PrimaryKey ? "PRIMARY KEY" : "UNIQUE")} USING INDEX {Identifier.Quote(With(key.Name, which))}";

    private string Index(string name) => Identifier.Quote(command.Table with { Name = name });

    private static string With(string name, string which) => DefaultNames.Join(name, null, which);

    private int EndOfType()
    {
        var tokens = SqlText.Tokens(command.Text);
        var from = tokens.FindIndex(t => SqlText.Is(command.Text, t, "TYPE"));
        var end = tokens.Skip(from).Where(t => SqlText.Is(command.Text, t, "USING")).Select(t => t.Start).DefaultIfEmpty(command.Text.Length).First();
        return end;
    }
}
