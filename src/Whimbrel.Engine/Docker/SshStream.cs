using System.Globalization;

namespace Whimbrel.Engine.Docker;

/// <summary>An engine's API through <c>ssh HOST docker system dial-stdio</c>, which is what docker itself does.</summary>
internal sealed class SshStream : OneWayStream
{
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);
    private readonly ChildProcess _process;
    private readonly string _program;

    private SshStream(ChildProcess process, string program)
    {
        (_process, _program) = (process, program);
    }

    public override bool CanRead => true;

    public static SshStream Start(EngineAddress address)
    {
        var command = new List<string>([.. address.Ssh, "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "-T"]);
        if (address.User is not null)
        {
            command.AddRange(["-l", address.User]);
        }

        if (address.Port > 0)
        {
            command.AddRange(["-p", address.Port.ToString(CultureInfo.InvariantCulture)]);
        }

        command.AddRange(["--", address.Host, "docker"]);
        if (address.RemoteSocket is not null)
        {
            // The other side's shell reads it.
            command.AddRange(["--host", $"'unix://{address.RemoteSocket.Replace("'", "'\\''", StringComparison.Ordinal)}'"]);
        }

        return new SshStream(ChildProcess.Start([.. command, "system", "dial-stdio"], new Dictionary<string, string?>(StringComparer.Ordinal), hasInput: true), address.Ssh[0]);
    }

    /// <summary>Says that nothing more will come; dial-stdio hands it on.</summary>
    public void CloseInput() => _process.Input.Close();

    /// <exception cref="IOException">With ssh's own words, when it ended by an error.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _process.Output.ReadAsync(buffer, cancellationToken);
        if (read == 0 && buffer.Length > 0)
        {
            await RefuseErrorAsync(cancellationToken);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.Input.WriteAsync(buffer, cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            await RefuseErrorAsync(cancellationToken);
            throw;
        }
    }

    public override void Flush() => _process.Input.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _process.Input.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task RefuseErrorAsync(CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(_lastWords);
        try
        {
            var (exitCode, errors) = await _process.EndAsync(bound.Token);
            if (exitCode != 0)
            {
                throw new IOException($"{_program} ended with {exitCode.ToString(CultureInfo.InvariantCulture)}: {errors}");
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It has closed its output and goes on: nothing to tell.
            return;
        }
    }
}
