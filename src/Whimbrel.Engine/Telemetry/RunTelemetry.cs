using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Telemetry;

/// <summary>
/// Sends a run to a collector by OTLP when it has ended or stands still: one trace, drawn from its record, so that a run that was resumed by another process
/// is whole in it. The run waits for nothing of it.
/// </summary>
public sealed class RunTelemetry(TelemetrySettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private Task _sending = Task.CompletedTask;

    /// <summary>Nothing is sent.</summary>
    public static RunTelemetry None { get; } = new(TelemetrySettings.None);

    /// <summary>Sends it beside what follows; a collector that does not take it is warned of.</summary>
    public void Send(RunRecord record, Action<string> warn)
    {
        if (settings.Endpoint is not null)
        {
            _sending = Task.Run(() => SendNow(record, warn));
        }
    }

    public async ValueTask DisposeAsync() => await _sending;

    private void SendNow(RunRecord record, Action<string> warn)
    {
        using var seen = new SeenAnswers();
        try
        {
            // What the environment says of the resource (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) goes before.
            var resource = ResourceBuilder.CreateEmpty().AddService("whimbrel", serviceVersion: RunOpening.ProgramVersion).AddTelemetrySdk().AddEnvironmentVariableDetector();
            var headers = settings.Headers();
            SendTrace(record, resource, o => Set(o, "v1/traces", headers, seen));
            if (seen.Failure is null)
            {
                SendMetrics(record, resource, o => Set(o, "v1/metrics", headers, seen));
            }
        }
        // Nobody who looks on may fail a run.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            seen.Failure ??= e is IOException or UnauthorizedAccessException or FormatException ? e.Message : $"{e.GetType().Name}: {e.Message}";
        }

        if (seen.Failure is { } why)
        {
            warn($"the collector at {settings.Endpoint!.Host} was not given the run's telemetry: {why}");
        }
    }

    private static void SendTrace(RunRecord record, ResourceBuilder resource, Action<OtlpExporterOptions> set)
    {
        // The exporter drops what it has no room for.
        var spans = 1 + record.Steps.Count + record.Scripts.Sum(s => s.Statements.Count);
        using var source = new ActivitySource(RunTrace.Name, RunOpening.ProgramVersion);
        using var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).SetSampler(new AlwaysOnSampler()).AddSource(RunTrace.Name).AddOtlpExporter(o =>
        {
            set(o);
            o.BatchExportProcessorOptions = new BatchExportActivityProcessorOptions { MaxQueueSize = Math.Max(2048, spans), MaxExportBatchSize = 512, ExporterTimeoutMilliseconds = (int)_patience.TotalMilliseconds };
        }).Build();
        RunTrace.Write(source, record);
        traces.Shutdown((int)_patience.TotalMilliseconds);
    }

    private static void SendMetrics(RunRecord record, ResourceBuilder resource, Action<OtlpExporterOptions> set)
    {
        using var figures = new RunMetrics();
        using var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(RunTrace.Name).AddOtlpExporter((o, reader) =>
        {
            set(o);
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Timeout.Infinite;
        }).Build();
        figures.Write(record);
        metrics.Shutdown((int)_patience.TotalMilliseconds);
    }

    private void Set(OtlpExporterOptions options, string path, string? headers, SeenAnswers seen)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(settings.Endpoint!, path);
        options.TimeoutMilliseconds = (int)_patience.TotalMilliseconds;
        options.Headers = headers ?? options.Headers;
        options.HttpClientFactory = () => new HttpClient(seen.Handler(), disposeHandler: false) { Timeout = _patience };
    }
}
