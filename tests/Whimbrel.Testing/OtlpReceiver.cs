using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace Whimbrel.Testing;

/// <summary>A span as a collector has it.</summary>
/// <param name="Status">0 unset, 1 ok, 2 error.</param>
public sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, DateTimeOffset Start, DateTimeOffset End, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Events, int Status);

/// <summary>A collector for OTLP over HTTP on a free port, which keeps what it is sent.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _resource = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _metrics = new();
    private readonly ConcurrentQueue<string> _tokens = new();
    private readonly LocalSite _site;

    public OtlpReceiver() => _site = new LocalSite(TakeAsync, () => Status, () => Latency);

    public string Url => _site.Url;

    /// <summary>What it answers with.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How long it takes for each answer.</summary>
    public TimeSpan Latency { get; init; }

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>What the spans' source says of itself.</summary>
    public IReadOnlyDictionary<string, string> Resource => _resource;

    /// <summary>The names of the metrics, with their units.</summary>
    public IReadOnlyList<string> Metrics => [.. _metrics];

    /// <summary>The authorization of each request.</summary>
    public IReadOnlyList<string> Tokens => [.. _tokens];

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task TakeAsync(HttpListenerRequest request)
    {
        _tokens.Enqueue(request.Headers["Authorization"] ?? "");
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        Take(request.Url!.AbsolutePath, body.ToArray());
    }

    private void Take(string path, byte[] body)
    {
        foreach (var ofResource in Wire.Of(body).All(1))
        {
            foreach (var attribute in ofResource.All(1).SelectMany(r => r.All(1)))
            {
                _resource[attribute.Text(1)] = Value(attribute);
            }

            foreach (var item in ofResource.All(2).SelectMany(scope => scope.All(2)))
            {
                if (path == "/v1/traces")
                {
                    _spans.Enqueue(Span(item));
                }
                else if (path == "/v1/metrics")
                {
                    _metrics.Enqueue($"{item.Text(1)} {item.Text(3)}");
                }
            }
        }
    }

    private static ReceivedSpan Span(Wire span) => new(
        Convert.ToHexString(span.Bytes(1)),
        Convert.ToHexString(span.Bytes(2)),
        Convert.ToHexString(span.Bytes(4)),
        span.Text(5),
        Time(span.Number(7)),
        Time(span.Number(8)),
        span.All(9).ToDictionary(a => a.Text(1), Value, StringComparer.Ordinal),
        [.. span.All(11).Select(e => e.Text(2))],
        (int)span.All(15).Sum(s => (long)s.Number(3)));

    private static string Value(Wire attribute) => attribute.All(2).Single() is var value && value.Has(1) ? value.Text(1) : value.Number(3).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));

    /// <summary>A message by its fields' numbers, as the specification of OTLP gives them.</summary>
    private sealed class Wire
    {
        private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

        public static Wire Of(byte[] message)
        {
            var wire = new Wire();
            using var input = new CodedInputStream(message);
            while (input.ReadTag() is not 0 and var tag)
            {
                var field = WireFormat.GetTagFieldNumber(tag);
                wire._fields.Add(WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => (field, input.ReadUInt64(), []),
                    WireFormat.WireType.Fixed64 => (field, input.ReadFixed64(), []),
                    WireFormat.WireType.Fixed32 => (field, input.ReadFixed32(), []),
                    _ => (field, 0UL, input.ReadBytes().ToByteArray()),
                });
            }

            return wire;
        }

        public bool Has(int field) => _fields.Any(f => f.Field == field);

        public IEnumerable<Wire> All(int field) => _fields.Where(f => f.Field == field).Select(f => Of(f.Bytes));

        public byte[] Bytes(int field) => _fields.FirstOrDefault(f => f.Field == field).Bytes ?? [];

        public ulong Number(int field) => _fields.FirstOrDefault(f => f.Field == field).Number;

        public string Text(int field) => System.Text.Encoding.UTF8.GetString(Bytes(field));
    }
}
