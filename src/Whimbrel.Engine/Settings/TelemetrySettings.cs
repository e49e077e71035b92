namespace Whimbrel.Engine.Settings;

/// <summary>The collector that is sent runs by OTLP.</summary>
/// <param name="Endpoint">Its base address, ending with a slash; null for none.</param>
/// <param name="HeadersFile">A file of headers, a <c>name=value</c> a line; they may be secrets. Null where <c>OTEL_EXPORTER_OTLP_HEADERS</c> holds.</param>
public sealed record TelemetrySettings(Uri? Endpoint, string? HeadersFile)
{
    public static TelemetrySettings None { get; } = new(null, null);

    /// <summary>As the exporter takes them; null for those of the environment. Read anew each time: a token may be renewed.</summary>
    /// <exception cref="FormatException">When a line is no header; the text does not repeat it.</exception>
    internal string? Headers() => HeadersFile is null ? null : string.Join(',', File.ReadAllLines(HeadersFile).Select(l => l.Trim()).Where(l => l.Length > 0).Select(Header));

    private string Header(string line, int number) => line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? $"{line[..at].Trim()}={Uri.EscapeDataString(line[(at + 1)..].Trim())}"
        : throw new FormatException($"line {number + 1} of {HeadersFile} is no header such as authorization=Bearer …");
}
