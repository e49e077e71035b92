using System.Text;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Tests.Steps;

/// <summary>The rows in what pg_restore writes, wherever it is cut.</summary>
public sealed class CopiedRowsTests
{
    /// <summary>As in the file: a row that begins with a backslash and a dot has two backslashes there.</summary>
    private const string Written = """
        --
        -- PostgreSQL database dump
        --

        COPY public.users (id, email) FROM stdin;
        1	a@example.com
        2	\N
        \\.begins with a backslash and a dot
        \N	b
        \.

        COPY public."My (odd) "" table" ("a b") FROM stdin;
        COPY x FROM stdin;
        \.

        COPY public.empty (id) FROM stdin;
        \.

        COPY public.nothing  FROM stdin;


        \.

        SELECT pg_catalog.setval('public.users_id_seq', 2, true);

        """;

    [Fact]
    public void Are_the_same_wherever_the_bytes_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Written.ReplaceLineEndings("\n"));
        for (var size = 1; size <= bytes.Length; size++)
        {
            var rows = new CopiedRows();
            foreach (var part in bytes.Chunk(size))
            {
                rows.Add(part);
            }

            rows.Rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}").ShouldBe(["public.\"My (odd) \"\" table\" 1", "public.empty 0", "public.nothing 2", "public.users 4"], $"in parts of {size}");
        }
    }
}
