using System.Text;
using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Tests.PlPgSql;

/// <summary>The library ends the whole process when it meets what it did not expect: whatever stands in a body, it must not.</summary>
public sealed class RoutineBodyMutationTests
{
    private const int Cases = 1_500;

    private static readonly string[] _seeds =
    [
        "DECLARE r record; n int := (SELECT 1 FROM u); BEGIN IF n = 1 THEN ALTER TABLE u ADD x int; ELSIF n = 2 THEN NULL; ELSE RETURN; END IF; END",
        "DECLARE r record; n int; BEGIN FOR r IN SELECT * FROM t LOOP EXECUTE format('DROP TABLE %I', r.x) INTO STRICT n USING n; END LOOP; END",
        "<<l>> DECLARE n int; x ALIAS FOR n; c refcursor; BEGIN OPEN c FOR SELECT 1 FROM z; LOOP FETCH c INTO n; EXIT l WHEN NOT FOUND; END LOOP; CLOSE c; END l",
        "DECLARE n int; BEGIN RAISE NOTICE 'a %', n USING HINT = 'x'; ASSERT n > 1, 'm'; CALL p(n); COMMIT; GET DIAGNOSTICS n = ROW_COUNT; EXCEPTION WHEN others THEN RAISE; END",
        "DECLARE n int; BEGIN FOREACH n SLICE 1 IN ARRAY a LOOP NULL; END LOOP; CASE 1 WHEN 1, 2 THEN NULL; END CASE; FOR i IN REVERSE 1..10 BY 2 LOOP NULL; END LOOP; END",
    ];

    private static readonly string[] _words =
        ["BEGIN", "END;", "LOOP", "IF", "THEN", "DECLARE", ";", "(", ")", "'", "\"", "$1", "EXECUTE", "INTO", "USING", "%TYPE", "%ROWTYPE", "..", ":=", "--", "/*", "[", "\n", "COMMIT;", "#variable_conflict", "é", "\\"];

    [Fact]
    public void Never_ends_the_process()
    {
        var random = new Random(20260301);
        var read = 0;
        for (var i = 0; i < Cases; i++)
        {
            var body = Mutated(_seeds[random.Next(_seeds.Length)], random);
            var sql = (i % 2 == 0 ? "DO '" : "CREATE FUNCTION f(a int[], OUT b t) LANGUAGE plpgsql AS '") + body.Replace("'", "''", StringComparison.Ordinal) + "'";
            read += RoutineBody.Read(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(sql)).Statements[0]).Unread.Any() ? 0 : 1;
        }

        read.ShouldBeInRange(Cases / 10, Cases - 1);
    }

    private static string Mutated(string seed, Random random)
    {
        for (var left = random.Next(3); left > 0; left--)
        {
            var at = random.Next(seed.Length);
            seed = random.Next(3) switch
            {
                0 => seed.Insert(at, $" {_words[random.Next(_words.Length)]} "),
                1 => seed.Remove(at, Math.Min(random.Next(1, 12), seed.Length - at)),
                _ => seed.Insert(at, seed.Substring(at / 2, Math.Min(20, seed.Length - at))),
            };
        }

        return seed;
    }
}
