namespace Whimbrel.Engine.Offsite;

/// <summary>Where copies of backups go: a folder that is mounted here, or one that ssh reaches.</summary>
/// <param name="Host">As ssh takes it: host or user@host; null for a folder here.</param>
public sealed record OffsitePlace(string? Host, string Folder)
{
    /// <summary>Reads <c>user@host:/folder</c>, or a path.</summary>
    /// <exception cref="FormatException">With what to write instead.</exception>
    public static OffsitePlace Parse(string text, string relativeTo)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            throw new FormatException("is not supported by this version: write user@host:/folder, which ssh reaches, or a folder that is mounted here");
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < colon)
        {
            return new OffsitePlace(null, Path.GetFullPath(text, relativeTo));
        }

        var (host, folder) = (text[..colon], text[(colon + 1)..]);
        return host.Length == 0 || host.StartsWith('-') || folder.Length == 0
            ? throw new FormatException("is no place: write user@host:/folder, which ssh reaches, or a folder that is mounted here")
            : new OffsitePlace(host, folder.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/");
    }

    /// <summary>A file there, as the operator would name it.</summary>
    internal string Name(string file) => Host is null ? Path.Combine(Folder, file) : $"{Host}:{RemotePath(file)}";

    /// <summary>On its own machine.</summary>
    internal string RemotePath(string file) => $"{(Folder == "/" ? "" : Folder)}/{file}";

    public override string ToString() => Host is null ? Folder : $"{Host}:{Folder}";
}
