using System.Text;

namespace Whimbrel.Testing;

/// <summary>A script for psql of pieces thrown together by chance; the same seed gives the same script.</summary>
public sealed class ChanceScript(int seed)
{
    private static readonly string[] _pieces =
    [
        "select 1", "select", "'a'", "'it''s'", "'\\'", "E'\\''", "E'\\\\'", "e'a", "'open\n;\n", "\"n;\"", "\"a\"\"b\"", "\"open\n", "U&'\\0061;'", "u&\"x;\"", "n'x'",
        "b'01'", "x'ff", "$$;$$", "$a$ $$;$a$", "$a$\n;\n", "$a$", "$$", "$1", "a$b$", "1$x$;$x$", "1e--5", "1.e", "0x1F", "1..2", ".5e-", "-- c ; '\n", "--", "/* ; */",
        "/* /* ' */ ; */", "/* \n", "*/", "@-/* ; */", "<->--x", "(", ")", "(1;2)", "[1:2]", "::text", ":=", ":v", ":'v'", ":\"v\"", ":{?v}", ":{?w}", ":w", ":'w'", ":'", ":\"", ":{",
        "\\;", "\\:", ";", ";;", "; ", "\n", "\n\n", " \n", "\t", "\r", "\r\n", "\f", "create function f() returns int", "create or replace procedure p()", "create", "function",
        "begin atomic", "begin", "case", "end", "end;", "or", "replace", "é", "中文", "🐦", "E'x'\n'\\';'", "E'x'\r'\\';'", "copy t to nowhere",
    ];

    private static readonly string[] _commands =
    [
        "\\g\n", "\\gx\n", "\\r\n", "\\p\n", "\\echo a 'b' \"c\" :v\n", "\\echo x \\\\", "\\set v 1\n", "\\set v 'x;y'\n", "\\set v '\\'' :v\n", "\\set v ':v'\n", "\\set v 'select 7;'\n",
        "\\unset v\n", "\\pset null x\n", "\\nonsense 'a b\n", "\\gset p_\n",
        "\\warn -n x\n", "\\qecho :'v'\n", "\\ \n", "\\\\ ", "\\g ; \n",
    ];

    private static readonly string[] _booleans = ["1", "0", "true", "off", "f", ":{?v}", ":{?w}"];

    private static readonly string[] _harmless = ["", "1", "'a;'", "(2", "2)", "$$ ; $$", "/* \\endif */", "; select (3", "\\if 1\n4 \\endif\n", "\\set v 5\n", ":v", "\\echo x\n"];

    private readonly Random _random = new(seed);

    public string Write(int lines)
    {
        var script = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            WriteLine(script);
        }

        return script.ToString();
    }

    private void WriteLine(StringBuilder script)
    {
        WritePieces(script);
        if (_random.Next(4) == 0)
        {
            // What may be open is closed, so that the condition is one.
            _ = script.Append("\n$a$ */ ' \" ) ) end end ;\n\\r\n");
            WriteCondition(script);
        }
    }

    private void WritePieces(StringBuilder script)
    {
        for (var count = _random.Next(1, 7); count > 0; count--)
        {
            _ = script.Append(One(_random.Next(6) == 0 ? _commands : _pieces)).Append(_random.Next(3) == 0 ? "" : " ");
        }

        _ = script.Append(_random.Next(2) == 0 ? ";\n" : "\n");
    }

    private void WriteCondition(StringBuilder script)
    {
        var end = _random.Next(2) == 0 ? "\n" : @" \\ ";
        _ = script.Append("select (").Append(_random.Next(2) == 0 ? "\n" : "");
        foreach (var keyword in new[] { @"\if " + One(_booleans), @"\elif " + One(_booleans), @"\else", @"\endif" })
        {
            _ = script.Append(keyword).Append(end).Append(One(_harmless)).Append(_random.Next(2) == 0 ? "\n" : "");
        }

        _ = script.Append(");\n");
    }

    private string One(string[] choice) => choice[_random.Next(choice.Length)];
}
