using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tunnel;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>
/// A PostgreSQL server of our own in a container of production's image, on the engine that has it: the same version, the same extensions. It has no
/// network, bounded memory, and ends with its input: with us, also when we are killed. Nothing of it is left then.
/// </summary>
internal sealed class ThrowawayContainer : ICopyPlace
{
    private const int Port = 5432;
    private const long Memory = 4L << 30;
    private const long SharedMemory = 1L << 30;

    /// <summary>What it says when its server has ended.</summary>
    private const string Ended = "whimbrel-ended";

    /// <summary>$1 is its superuser; the settings come as input, up to a line that says end.</summary>
    private const string Script = """
        umask 077
        data=$(mktemp -d)/data || exit 1
        initdb -D "$data" -U "$1" --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null || { echo whimbrel-ended >&2; exit 1; }
        while IFS= read -r line && [ "$line" != end ]; do printf '%s\n' "$line"; done >>"$data/postgresql.conf"
        { postgres -D "$data"; echo whimbrel-ended >&2; } &
        cat >/dev/null
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _toLook = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name;
    private AttachedContainer? _container;
    private ServerTunnel? _tunnel;
    private long _temporaryFiles;

    private ThrowawayContainer(string name) => _name = name;

    public ServerAddress ForRestore => Address("template1", CopyServer.Superuser);

    public IReadOnlyList<string> RestoreOptions { get; } = ["--create"];

    public ServerAddress AsSuperuser => As(CopyServer.Superuser);

    /// <summary>Every user is let in, as nobody else gets there.</summary>
    public ServerAddress As(string user) => Address(_name, user);

    public long? TemporaryFiles() => Interlocked.Read(ref _temporaryFiles);

    /// <param name="original">Production's container.</param>
    /// <param name="dataFolder">Of production's server: who owns it can run one.</param>
    /// <param name="name">That of the database which will be restored.</param>
    /// <exception cref="OperatorException">When it does not start; with its last words.</exception>
    internal static async Task<ThrowawayContainer> StartAsync(ServerContainer original, string dataFolder, Production production, string name, CancellationToken ct)
    {
        var place = new ThrowawayContainer(name);
        try
        {
            await place.MakeAsync(original, dataFolder, production, ct);
            await CopyServer.PrepareAsync(place.ForRestore, production, ct);
            return place;
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    /// <summary>The room that a new container of this engine has, in bytes; null when it cannot be seen.</summary>
    internal static async Task<long?> FreeBytesAsync(ServerContainer original, CancellationToken ct)
    {
        var (exitCode, output, _) = await original.Engine.RunAsync(new ExecRequest(original.Container.Id, ["df", "-Pk", "/"]), _toLook, ct);
        var words = output.Trim().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return exitCode == 0 && words is [_, _, _, var free, ..] && long.TryParse(free, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;
    }

    public async ValueTask DisposeAsync()
    {
        await (_tunnel?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_container?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task MakeAsync(ServerContainer original, string dataFolder, Production production, CancellationToken ct)
    {
        var request = new ContainerRequest(original.Container.ImageId, ["sh", "-c", Script, "sh", CopyServer.Superuser])
        {
            Name = $"whimbrel-rehearsal-{Guid.NewGuid():N}",
            User = await OwnerAsync(original, dataFolder, ct),
            // An extension may have come that way.
            Mounts = [.. original.Container.Mounts.Where(m => m is { Type: "bind", IsReadOnly: true })],
            Memory = Memory,
            SharedMemory = SharedMemory,
        };
        _container = await original.Engine.StartContainerAsync(request, Take, ct);
        var settings = CopyServer.Configuration(production, production.Settings.GetValueOrDefault("shared_preload_libraries"), ["listen_addresses = '127.0.0.1'", "unix_socket_directories = ''"]);
        await _container.WriteAsync(string.Concat(settings.Append("end").Select(s => s + "\n")), ct);
        _tunnel = ServerTunnel.Open(new ServerContainer(original.Engine, await original.Engine.ContainerAsync(_container.Id, ct), "127.0.0.1"), Port);
        await UntilReadyAsync(ct);
    }

    private static async Task<string> OwnerAsync(ServerContainer original, string dataFolder, CancellationToken ct)
    {
        var (exitCode, output, errors) = await original.Engine.RunAsync(new ExecRequest(original.Container.Id, ["stat", "-c", "%u", dataFolder]), _toLook, ct);
        return exitCode == 0 ? output.Trim() : throw Failed(original.Container.Name, $"who owns {dataFolder} in the container cannot be seen: {errors}");
    }

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var database = await Database.ConnectAsync(ForRestore, "whimbrel rehearse", _patience, ct);
                return;
            }
            catch (OperatorException e)
            {
                if (_ended.Task.IsCompleted || clock.Elapsed > _patience)
                {
                    throw Failed(_container!.Id[..12], _ended.Task.IsCompleted ? string.Join('\n', _log.Where(l => l != Ended).TakeLast(5)) : e.Message);
                }
            }

            await Task.WhenAny(_ended.Task, Task.Delay(_pause, ct));
        }
    }

    private static OperatorException Failed(string container, string why) => new(
        $"the rehearsal's server could not be made in a container like {container}: {why}; nothing was changed",
        "mend that, set rehearsal.on to same-server or to another server's URL, or to off (the run is then recorded as not proven).");

    private void Take(string line)
    {
        Interlocked.Add(ref _temporaryFiles, CopyServer.TemporaryBytes(line));
        _log.Enqueue(line);
        if (_log.Count > 100)
        {
            _log.TryDequeue(out _);
        }

        if (line == Ended)
        {
            _ended.TrySetResult();
        }
    }

    private ServerAddress Address(string database, string user) => _tunnel!.Through(new ServerAddress("localhost", Port, database, user));
}
