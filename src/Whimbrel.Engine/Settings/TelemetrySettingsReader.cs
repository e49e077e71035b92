using System.Collections;

namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>telemetry</c>, and the variable in which OpenTelemetry's programs find their collector.</summary>
internal static class TelemetrySettingsReader
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TelemetrySettings Read(SettingsReader reader, IDictionary environment)
    {
        const string Key = "telemetry.otlp";
        var text = reader.Text(Key);
        var (given, source) = text is null ? (environment[Variable] as string, Variable) : (text, $"{reader.Source(Key)}: '{Key}'");
        var endpoint = string.IsNullOrEmpty(given) ? null : Parse(given);
        if (!string.IsNullOrEmpty(given) && endpoint is null)
        {
            reader.Problems.Add($"{source} takes a collector's base address for OTLP over HTTP, such as http://127.0.0.1:4318, without a user, a query or a password");
        }

        return new TelemetrySettings(endpoint, reader.OptionalLocation("telemetry.headers_file"));
    }

    private static Uri? Parse(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 ? url : null;
}
