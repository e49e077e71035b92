using System.Runtime.InteropServices;
using Hosting.Clients;

if (!Load.TryParse(args, out var load, out string problem))
{
    await Console.Error.WriteLineAsync($"hosting-clients: {problem}\n{Load.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource(Load.Longest);
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

using var handler = new SocketsHttpHandler();
using var http = new HttpClient(handler) { BaseAddress = load.Url, Timeout = Client.Patience };
await Client.WarmUpAsync(http, stop.Token);

var report = new Report(load.ReportFile, TimeProvider.System);
// A new count without a pause in the load: what came before a migration is told from what came during it.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
{
    signal.Cancel = true;
    report.StartAnew();
});

var clients = Enumerable.Range(0, load.Clients)
    .Select(number => new Client(number, load, http, report).RunAsync(stop.Token))
    .ToList();
await report.WriteRegularlyAsync(stop.Token);
await Task.WhenAll(clients);
report.Write();
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
