namespace Whimbrel.Sql.Tests.Facts;

public sealed class StatementTests
{
    [Theory]
    [InlineData("BEGIN", TransactionControl.Begin)]
    [InlineData("START TRANSACTION ISOLATION LEVEL SERIALIZABLE", TransactionControl.Begin)]
    [InlineData("COMMIT", TransactionControl.Commit)]
    [InlineData("END", TransactionControl.Commit)]
    [InlineData("ROLLBACK", TransactionControl.Rollback)]
    [InlineData("ABORT", TransactionControl.Rollback)]
    [InlineData("SAVEPOINT a", TransactionControl.Savepoint)]
    [InlineData("RELEASE a", TransactionControl.Release)]
    [InlineData("ROLLBACK TO a", TransactionControl.RollbackTo)]
    [InlineData("PREPARE TRANSACTION 'x'", TransactionControl.Other)]
    [InlineData("COMMIT AND CHAIN", TransactionControl.Other)]
    [InlineData("SELECT 1", null)]
    public void Knows_transaction_control(string sql, TransactionControl? control) => Given.Statement(sql).Control.ShouldBe(control);

    [Theory]
    [InlineData("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad' BEFORE 'sad'", "glad")]
    [InlineData("ALTER TYPE mood RENAME VALUE 'a' TO 'b'", null)]
    [InlineData("SELECT 1", null)]
    public void Knows_a_new_enum_value(string sql, string? value) => Given.Statement(sql).NewEnumValue.ShouldBe(value);

    [Theory]
    [InlineData("SET lock_timeout = '1s'", true)]
    [InlineData("SET LOCAL LOCK_TIMEOUT TO 0", true)]
    [InlineData("RESET lock_timeout", true)]
    [InlineData("RESET ALL", true)]
    [InlineData("DISCARD ALL", true)]
    [InlineData("SELECT set_config('Lock_Timeout', '0', false)", true)]
    [InlineData("DO $$ BEGIN SET LOCAL lock_timeout = 0; END $$", true)]
    [InlineData("SET statement_timeout = 0", false)]
    [InlineData("INSERT INTO settings VALUES ('lock_timeout')", false)]
    [InlineData("SELECT 1", false)]
    public void Knows_what_sets_the_lock_timeout(string sql, bool sets) => Given.Statement(sql).SetsLockTimeout.ShouldBe(sets);

    [Theory]
    [InlineData("SET ROLE bob", true)]
    [InlineData("SET LOCAL ROLE bob", true)]
    [InlineData("SET SESSION AUTHORIZATION bob", true)]
    [InlineData("RESET ROLE", true)]
    [InlineData("SET search_path = role", false)]
    public void Knows_what_sets_the_role(string sql, bool sets) => Given.Statement(sql).SetsRole.ShouldBe(sets);

    [Fact]
    public void Describes_the_index_that_is_built()
    {
        Given.Statement("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a)").Index
            .ShouldBe(new IndexBuild("i", new RelationName("s", "t"), Concurrently: true, IfNotExists: true, Unique: true));
        Given.Statement("CREATE INDEX ON t (a)").Index
            .ShouldBe(new IndexBuild(null, new RelationName(null, "t"), Concurrently: false, IfNotExists: false, Unique: false));
        Given.Statement("SELECT 1").Index.ShouldBeNull();
    }

    [Fact]
    public void Names_the_index_that_is_dropped_concurrently()
    {
        Given.Statement("DROP INDEX CONCURRENTLY s.i").DroppedIndexConcurrently.ShouldBe(new RelationName("s", "i"));
        Given.Statement("DROP INDEX s.i").DroppedIndexConcurrently.ShouldBeNull();
    }

    [Theory]
    [InlineData("COPY t FROM STDIN", true)]
    [InlineData("COPY t FROM '/tmp/x'", false)]
    [InlineData("COPY t FROM PROGRAM 'cat'", false)]
    [InlineData("COPY t TO STDOUT", false)]
    public void Knows_what_reads_its_rows_from_the_client(string sql, bool reads) => Given.Statement(sql).ReadsStdin.ShouldBe(reads);

    [Theory]
    [InlineData("CREATE TABLE a ()", "CreateStmt")]
    [InlineData("CREATE INDEX ON a (b)", "IndexStmt")]
    [InlineData("COMMIT", "TransactionStmt")]
    public void Has_the_parsers_name_of_its_kind(string sql, string kind) => Given.Statement(sql).Kind.ShouldBe(kind);
}
