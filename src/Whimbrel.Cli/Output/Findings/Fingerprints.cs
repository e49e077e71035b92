using System.Security.Cryptography;
using System.Text;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Names findings so that they can be told from new ones when lines are added above them.</summary>
internal sealed class Fingerprints
{
    private const int Characters = 32;

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The hash, and a number for each further finding that is the same in all of it: 3f…a1:1.</summary>
    public string Of(Finding finding, string file, string? sourceLine)
    {
        var words = (sourceLine ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join('\n', finding.Rule, file.Replace('\\', '/'), finding.Relation, string.Join(' ', words));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Characters];
        var number = _seen.GetValueOrDefault(hash) + 1;
        _seen[hash] = number;
        return $"{hash}:{number}";
    }
}
