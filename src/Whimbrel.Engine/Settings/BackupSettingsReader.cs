using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>backup</c>.</summary>
internal static partial class BackupSettingsReader
{
    private const int MostJobs = 64;

    private static readonly TimeSpan _shortestPatience = TimeSpan.FromSeconds(1);

    /// <param name="folder">Where relative paths start from.</param>
    public static BackupSettings Read(SettingsReader reader, string state, string folder)
    {
        var ssh = reader.List("backup.ssh");
        return new BackupSettings(reader.Location("backup.path", Path.Combine(state, "backups")), !reader.IsSet("backup.path"), reader.Share("backup.minimum_free", 0.3))
        {
            Format = Enum.Parse<BackupFormat>(reader.Choice("backup.format", "custom", "custom", "directory"), ignoreCase: true),
            Jobs = ReadJobs(reader),
            Compression = ReadCompression(reader),
            HasRolePasswords = reader.Flag("backup.role_passwords", otherwise: false),
            Offsite = ReadOffsite(reader, folder),
            OffsitePatience = ReadPatience(reader),
            Keep = reader.Count("backup.keep", 0),
            KeepFor = reader.IsSet("backup.keep_for") ? reader.Time("backup.keep_for", TimeSpan.Zero) : null,
            Ssh = ssh.Count > 0 ? ssh : ["ssh"],
            S3Endpoint = ReadEndpoint(reader),
            S3Region = reader.Text("backup.s3_region"),
        };
    }

    private static int ReadJobs(SettingsReader reader)
    {
        const string Key = "backup.jobs";
        var jobs = reader.Count(Key, 2);
        if (jobs is < 1 or > MostJobs)
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' is {jobs}; write a number from 1 to {MostJobs}");
        }

        return jobs;
    }

    private static string? ReadCompression(SettingsReader reader)
    {
        const string Key = "backup.compression";
        if (reader.Text(Key) is { } text && !CompressionWord().IsMatch(text))
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' is '{text}'; write gzip:1 to gzip:9, zstd:1 to zstd:19, or none");
        }

        return reader.Text(Key);
    }

    private static OffsiteAddress? ReadOffsite(SettingsReader reader, string folder)
    {
        const string Key = "backup.offsite";
        try
        {
            return reader.Text(Key) is { Length: > 0 } text ? OffsiteAddress.Parse(text, folder) : null;
        }
        catch (FormatException e)
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}': {e.Message}");
            return null;
        }
    }

    private static string? ReadEndpoint(SettingsReader reader)
    {
        const string Key = "backup.s3_endpoint";
        if (reader.Text(Key) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' is '{text}'; write for example https://s3.example.com");
        }

        return reader.Text(Key);
    }

    private static TimeSpan ReadPatience(SettingsReader reader)
    {
        const string Key = "backup.offsite_patience";
        var patience = reader.Time(Key, TimeSpan.FromMinutes(1));
        if (patience < _shortestPatience)
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' must be at least 1s");
        }

        return patience;
    }

    [GeneratedRegex("^(gzip:[1-9]|zstd:(1[0-9]|[1-9])|none)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CompressionWord();
}
