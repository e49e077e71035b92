using System.Security.Cryptography;
using System.Text;

namespace Whimbrel.Sql;

/// <summary>The checksum of a script: that of its file; with those of the files that it includes, where there are any.</summary>
internal static class ScriptChecksum
{
    internal static string Of(IReadOnlyList<ScriptFileFacts> files) => files.Count == 1
        ? files[0].NormalizedSha256
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', files.Select(f => f.NormalizedSha256)))));
}
