using System.Text;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class TransactionBlockTests
{
    [Theory]
    [InlineData("/* c */ create unique\nindex concurrently i on t (a);")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS i;")]
    [InlineData("REINDEX (CONCURRENTLY) TABLE t;")]
    [InlineData("REINDEX DATABASE d;")]
    [InlineData("VACUUM FULL t;")]
    [InlineData("CREATE DATABASE d;")]
    [InlineData("DROP TABLESPACE x;")]
    [InlineData("ALTER DATABASE d SET TABLESPACE x;")]
    [InlineData("ALTER SYSTEM RESET ALL;")]
    [InlineData("ALTER TABLE ONLY t DETACH PARTITION p CONCURRENTLY;")]
    [InlineData("CLUSTER;")]
    [InlineData("CLUSTER VERBOSE;")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p;")]
    [InlineData("ALTER SUBSCRIPTION s REFRESH PUBLICATION;")]
    [InlineData("DROP SUBSCRIPTION s;")]
    [InlineData("DISCARD ALL;")]
    [InlineData("ROLLBACK PREPARED 'x';")]
    [InlineData("REINDEX something new;")]
    public void Refuses(string statement) => TransactionBlock.Refuses(Encoding.UTF8.GetBytes(statement)).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("SELECT 'VACUUM';")]
    [InlineData("CREATE INDEX concurrently_not ON t (a);")]
    [InlineData("CREATE TABLE vacuum (a int);")]
    [InlineData("CREATE TABLE index (concurrently int);")]
    [InlineData("DROP INDEX i;")]
    [InlineData("REINDEX INDEX i;")]
    [InlineData("ANALYZE;")]
    [InlineData("ALTER DATABASE d SET work_mem = '1GB';")]
    [InlineData("ALTER TABLE t ADD COLUMN \"concurrently\" int; -- concurrently")]
    [InlineData("ALTER TYPE t ADD VALUE 'x';")]
    [InlineData("CLUSTER t USING i;")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect = false);")]
    [InlineData("DISCARD PLANS;")]
    [InlineData("COMMIT;")]
    [InlineData("nonsense;")]
    public void Takes(string statement) => TransactionBlock.Refuses(Encoding.UTF8.GetBytes(statement)).ShouldBeFalse();
}
