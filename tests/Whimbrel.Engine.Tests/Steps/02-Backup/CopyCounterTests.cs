using System.Text;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Tests.Steps.Backup;

public sealed class CopyCounterTests
{
    private const string Text = """
        SET search_path = '';
        -- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: me
        COPY public.users (id, name) FROM stdin;
        1	a
        \N	\\.
        \\.	COPY public.nothing (id) FROM stdin;
        \.


        COPY public.none (id) FROM stdin;
        \.

        COPY public."odd (name"" FROM stdin;" (id) FROM stdin;
        1
        \.
        COPY public."two
        lines" (id) FROM stdin;
        1
        2
        \.
        COPY public.columnless  FROM stdin;


        \.
        SELECT pg_catalog.setval('public.users_id_seq', 3, true);

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Counts_the_same_rows_wherever_the_text_is_cut(int length)
    {
        var counter = new CopyCounter();
        foreach (var stretch in Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n")).Chunk(length))
        {
            counter.Append(stretch);
        }

        counter.Rows.Select(r => $"{r.Key} {r.Value}").ShouldBe(
            ["public.\"odd (name\"\" FROM stdin;\" 1", "public.\"two\nlines\" 2", "public.columnless 2", "public.none 0", "public.users 3"]);
    }
}
