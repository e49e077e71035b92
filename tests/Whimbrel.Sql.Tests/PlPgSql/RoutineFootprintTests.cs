using System.Text;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.PlPgSql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.PlPgSql;

public sealed class RoutineFootprintTests
{
    private static readonly RelationName _users = new("public", "users");
    private static readonly RelationName _made = new("public", "made");

    [Fact]
    public void Takes_the_strongest_lock_and_leaves_out_what_is_made_inside()
    {
        var union = Union("CREATE TABLE made (id int); ALTER TABLE made ADD b int; SELECT 1 FROM users; ALTER TABLE users ADD c int;", [
            Footprint.Nothing,
            new Footprint { Locks = [new(_made, LockMode.AccessExclusive)], Rewrites = [_made] },
            new Footprint { Locks = [new(_users, LockMode.AccessShare)], Scans = [_users] },
            new Footprint { Locks = [new(_users, LockMode.AccessExclusive)], Rewrites = [_users] },
        ]);

        union.Locks.ShouldBe([new RelationLock(_users, LockMode.AccessExclusive)]);
        (union.Rewrites.ShouldHaveSingleItem(), union.Scans.ShouldHaveSingleItem(), union.Unknown).ShouldBe((_users, _users, null));
    }

    [Theory]
    [InlineData("EXECUTE t;", "line 1 executes a text that is known only when it runs")]
    [InlineData("nonsense;", "the DO block cannot be looked at: ")]
    public void Says_what_it_may_lock_besides(string code, string expected) =>
        Union($"DECLARE t text; BEGIN {code} END", [Footprint.Nothing], isBlock: true).Unknown!.ShouldStartWith(expected);

    [Fact]
    public void A_DO_block_is_known_to_destroy_what_its_statements_destroy()
    {
        var statement = Given.Statement("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class) THEN DROP TABLE a; TRUNCATE b; END IF; END $$;");

        (statement.Destroys, string.Join(", ", statement.Relations)).ShouldBe(("drops table a, truncates b", "a, b"));
    }

    private static Footprint Union(string sql, Footprint[] footprints, bool isBlock = false)
    {
        var body = RoutineBody.Read(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes($"DO $$ {(isBlock ? sql : $"BEGIN {sql} END")} $$")).Statements[0]);
        return RoutineFootprint.Union([.. body.InOrder.Zip(footprints)], new DatabaseSchema());
    }
}
