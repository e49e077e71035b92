using System.Globalization;
using System.Text;

namespace Whimbrel.Engine.Proxy;

/// <summary>A <c>server</c> block of nginx.</summary>
/// <param name="Listens">Each <c>listen</c> with its words, the address first; one on port 80 where the block has none.</param>
internal sealed record NginxServer(string File, int Line, IReadOnlyList<IReadOnlyList<string>> Listens, IReadOnlyList<string> Names)
{
    public override string ToString() => $"{File}:{Line}";
}

/// <summary>What of a dump by <c>nginx -T</c> decides who answers a request: the <c>server</c> blocks of <c>http</c>.</summary>
internal sealed class NginxConfiguration
{
    private const string FileMark = "# configuration file ";

    private static readonly string[] _port80 = ["80"];

    private readonly List<NginxServer> _servers = [];

    public IReadOnlyList<NginxServer> Servers => _servers;

    /// <summary>Whether <c>http</c> itself says who resolves names.</summary>
    public bool HasResolver { get; private set; }

    public static NginxConfiguration Parse(string dump)
    {
        var (configuration, blocks, words) = (new NginxConfiguration(), new Stack<Block>(), new List<string>());
        foreach (var (text, isWord, file, line) in Tokens(dump))
        {
            switch (isWord, text)
            {
                case (false, "{"):
                    blocks.Push(new Block(words.FirstOrDefault() ?? "", file, line));
                    words.Clear();
                    break;
                case (false, "}"):
                    configuration.Close(blocks);
                    words.Clear();
                    break;
                case (false, ";"):
                    configuration.Take(blocks, words);
                    words.Clear();
                    break;
                default:
                    words.Add(text);
                    break;
            }
        }

        return configuration;
    }

    private void Take(Stack<Block> blocks, List<string> words)
    {
        var block = blocks.TryPeek(out var inner) ? inner : null;
        switch (block?.Name, words.Count > 1 ? words[0] : "")
        {
            case ("server", "listen"):
                block!.Listens.Add([.. words.Skip(1)]);
                break;
            case ("server", "server_name"):
                block!.Names.AddRange(words.Skip(1));
                break;
            case (null or "http", "resolver"):
                HasResolver = true;
                break;
            default:
                break;
        }
    }

    private void Close(Stack<Block> blocks)
    {
        // An included file stands by itself: what it was included into is not told.
        if (blocks.TryPop(out var block) && block.Name == "server" && (blocks.Count == 0 || blocks.Any(b => b.Name == "http")))
        {
            _servers.Add(new NginxServer(block.File, block.Line, block.Listens.Count == 0 ? [_port80] : block.Listens, block.Names));
        }
    }

    /// <summary>Words, quoted or not, and the three signs; comments left out but for nginx's own, which name the file.</summary>
    private static IEnumerable<(string Text, bool IsWord, string File, int Line)> Tokens(string dump)
    {
        var (file, line, at) = ("nginx.conf", 0, 0);
        while (at < dump.Length)
        {
            var c = dump[at];
            if (c == '\n')
            {
                line++;
                at++;
            }
            else if (c == '#')
            {
                var comment = dump[at..(dump.IndexOf('\n', at) is >= 0 and var end ? end : dump.Length)];
                at += comment.Length;
                if (comment.StartsWith(FileMark, StringComparison.Ordinal))
                {
                    (file, line) = (comment[FileMark.Length..].TrimEnd(':', ' '), 0);
                }
            }
            else if (c is '{' or '}' or ';')
            {
                at++;
                yield return (c.ToString(CultureInfo.InvariantCulture), false, file, line);
            }
            else if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else
            {
                var began = at;
                var word = Word(dump, ref at);
                yield return (word, true, file, line);
                line += dump.AsSpan(began, at - began).Count('\n');
            }
        }
    }

    private static string Word(string dump, ref int at)
    {
        var word = new StringBuilder();
        var quote = dump[at] is '"' or '\'' ? dump[at++] : '\0';
        for (; at < dump.Length; at++)
        {
            var c = dump[at];
            if (c == '\\' && at + 1 < dump.Length)
            {
                word.Append(dump[++at]);
            }
            else if (quote == '\0' ? char.IsWhiteSpace(c) || c is ';' || (c == '{' && (at == 0 || dump[at - 1] != '$')) : c == quote)
            {
                at += quote == '\0' ? 0 : 1;
                break;
            }
            else
            {
                word.Append(c);
            }
        }

        return word.ToString();
    }

    private sealed record Block(string Name, string File, int Line)
    {
        public List<IReadOnlyList<string>> Listens { get; } = [];

        public List<string> Names { get; } = [];
    }
}
