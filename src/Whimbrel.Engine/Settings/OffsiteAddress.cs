using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Settings;

/// <summary>Where copies go: a folder here, or on a host that ssh reaches, or a bucket.</summary>
/// <param name="Host">As ssh takes it, with a user before an @; null for a folder that is mounted here.</param>
/// <param name="Folder">In a bucket what keys begin with: empty, or with a slash at its end.</param>
public sealed partial record OffsiteAddress(string? Host, string Folder)
{
    /// <summary>Of S3; null for a folder.</summary>
    public string? Bucket { get; init; }

    /// <exception cref="FormatException">Its message says what is wrong.</exception>
    public static OffsiteAddress Parse(string text, string folder)
    {
        if (Remote().Match(text) is { Success: true } match)
        {
            return new OffsiteAddress(match.Groups["host"].Value, match.Groups["path"].Value);
        }

        if (InBucket().Match(text) is { Success: true } found)
        {
            var prefix = found.Groups["prefix"].Value.TrimEnd('/');
            return new OffsiteAddress(null, prefix.Length > 0 ? prefix + "/" : "") { Bucket = found.Groups["bucket"].Value };
        }

        return text.Contains("://", StringComparison.Ordinal) || (text.Contains(':', StringComparison.Ordinal) && !text.StartsWith('/') && !text.StartsWith('.'))
            ? throw new FormatException($"'{text}' is no place for copies; write user@host:/path, s3://bucket/prefix, or a mounted folder")
            : new OffsiteAddress(null, Path.GetFullPath(text, folder));
    }

    [GeneratedRegex(@"^(?<host>([^\s@/:\-][^\s@/:]*@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9_][A-Za-z0-9_.\-]*)):(?!//)(?<path>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Remote();

    [GeneratedRegex("^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/(?<prefix>.*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex InBucket();
}
