using System.Text;

namespace Whimbrel.Sql.Tests.Psql;

/// <summary>
/// SQL made by chance, most of which PostgreSQL's parser accepts; the same seed gives the same text. It has no backslash commands and no
/// variables, which the parser does not know.
/// </summary>
internal sealed class ChanceSql(int seed)
{
    private static readonly string[] _values =
    [
        "1", "1.5e-3", ".5", "1e5", "0x1F", "'a'", "'it''s; '", "E'\\';'", "E'\\\\'", "U&'\\0061;'", "n'x;'", "b'01'", "X'ff'", "$$;$$", "$a$ $$ ; $b$ $a$", "$_1$';$_1$",
        "null", "\"a;\"\"b\"", "x", "é", "u&\"d\\0061;\"", "a$b", "$1", "(1)", "(select 1)", "array[1, 2]", "'🐦;中'", "cast(1 as int)", "- 1", "+ -2", "case when true then 1 end", "'a' \n 'b;'",
    ];

    private static readonly string[] _operators = ["+", "-", "*", "/", "<>", "||", "@-@", "->>", "?|", "|/", "=", "%", "~~*", "<->"];

    private static readonly string[] _gaps = [" ", "  ", "\n", "\t", "\r\n", " -- c ; ' \"\n", "/* ; */", " /* /* ' */ ; $$ */ ", "\n--\n", " \f ", "-- /*\n"];

    /// <summary>No words: where a routine's body ends, psql only guesses by words, and so do we.</summary>
    private static readonly string[] _noise = [";", "'", "\"", "$$", "$a$", "(", ")", "--", "/*", "*/", "e'", "\\'", "1", " ", "\n "];

    private readonly Random _random = new(seed);

    internal string Write(int statements)
    {
        var text = new StringBuilder(_random.Next(4) == 0 ? "\uFEFF" : "");
        for (; statements > 0; statements--)
            _ = text.Append(Gap(0)).Append(Statement()).Append(Gap(0)).Append(_random.Next(8) == 0 ? ";;" : ";");
        return text.Append(Gap(0)).ToString();
    }

    /// <summary>The same with a few bytes changed: mostly no SQL any more.</summary>
    internal string Mutated(int statements)
    {
        var text = new StringBuilder(Write(statements));
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            var at = _random.Next(text.Length);
            _ = _random.Next(2) == 0 ? text.Insert(at, One(_noise)) : text.Remove(at, 1);
        }

        return text.ToString();
    }

    private string Statement() => _random.Next(9) switch
    {
        0 => Words("insert into t (a, b) values (", Expression(), ",", Expression(), ")"),
        1 => Words("create rule r as on insert to t do also (", Statement("select"), ";", Statement("select"), ")"),
        2 => Words("create", _random.Next(2) == 0 ? "or replace" : "", "function f() returns int begin atomic", Statement("select"), ";", Statement("select"), "; end"),
        3 => Words("create function f() returns int language sql as", One(["$$ select 1; $$", "'select 1;'", "$f$ begin; $$ ; end $f$"])),
        4 => Words("create table", "t", "(a int default", "1", ", b text default 'x;', check ( a > 0 ))"),
        5 => Words("do", "$do$ begin perform 1; end; $do$"),
        6 => Words("begin"),
        7 => Words("end"),
        _ => Statement("select"),
    };

    private string Statement(string verb) => Words(verb, Expression(), ",", Expression());

    private string Expression() => _random.Next(3) == 0 ? Words("(", Expression(), One(_operators), Expression(), ")") : One(_values);

    private string Words(params string[] words)
    {
        var text = new StringBuilder();
        foreach (var word in words.Where(w => w.Length > 0))
            _ = text.Append(text.Length == 0 ? "" : Gap(1)).Append(word);
        return text.ToString();
    }

    private string Gap(int least)
    {
        var gap = new StringBuilder();
        for (var count = _random.Next(least, 3); count > 0 || gap.Length < least; count--)
            _ = gap.Append(One(_gaps));
        return gap.ToString();
    }

    private string One(string[] choice) => choice[_random.Next(choice.Length)];
}
