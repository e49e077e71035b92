using System.Text;
using Whimbrel.Sql.Queries;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Rules;

public sealed class QueriesInUseTests
{
    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN theme", "2 queries use it (1,240.5 calls/min): SELECT theme FROM users WHERE id = $1")]
    [InlineData("ALTER TABLE users RENAME theme TO style", "2 queries use it (1,240.5 calls/min): SELECT theme FROM users WHERE id = $1")]
    [InlineData("ALTER TABLE users DROP COLUMN age", "1 query may use it (0.5 calls/min): SELECT * FROM users")]
    [InlineData("DROP TABLE users", "2 queries use it (1,240.5 calls/min): SELECT theme FROM users WHERE id = $1")]
    [InlineData("ALTER TABLE users RENAME TO people", "2 queries use it (1,240.5 calls/min): SELECT theme FROM users WHERE id = $1")]
    [InlineData("DROP TABLE teams", "none of the 2 queries in pg_stat_statements names it (1 could not be read, 3 of other users are hidden from us)")]
    public void Are_told_with_their_rate(string statement, string told)
    {
        var schema = new DatabaseSchema { IsComplete = true };
        schema.Set(new Relation(new RelationName("public", "users"), RelationKind.Table) { Columns = [new Column("theme", "text", false), new Column("age", "integer", false)] });
        schema.Set(new Relation(new RelationName("public", "teams"), RelationKind.Table));
        schema.Queries = QueryUses.Of([new RecordedQuery("SELECT * FROM users", 7, 0.5), new RecordedQuery("SELECT theme FROM users WHERE id = $1", 99, 1240), new RecordedQuery("SELEC", 1, 1)], schema, hidden: 3);

        var findings = new ScriptExamination(schema, new CheckOptions()).Examine(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(statement)), ScriptRole.Forward).Findings;

        findings.ShouldContain(finding => finding.Message.Contains("; " + told, StringComparison.Ordinal));
    }
}
