using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Whimbrel.Engine.Docker;

/// <summary>A program in a container: its input, its output, and its end.</summary>
public sealed class ExecProcess : IProgram
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _toEnd = TimeSpan.FromSeconds(15);
    private readonly DockerEngine _engine;
    private readonly ExecRequest _request;
    private readonly string _id;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _gone = new();
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
    private readonly ErrorTail _errors = new();
    private readonly Task _pump;
    private bool _hasEnded;

    internal ExecProcess(DockerEngine engine, ExecRequest request, string id, Stream stream)
    {
        (_engine, _request, _id, _stream) = (engine, request, id, stream);
        Input = new ExecInput(stream);
        Output = _output.Reader.AsStream();
        _pump = PumpAsync();
    }

    /// <summary>The program's input; closing it is the end of the file for the program.</summary>
    public Stream Input { get; }

    /// <summary>What the program writes; it waits when nobody reads.</summary>
    public Stream Output { get; }

    internal ExecProcess? Lifeline { get; set; }

    /// <summary>In the container's own count.</summary>
    internal int ProcessId { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Output that nobody has read is thrown away.</remarks>
    public async Task<(int ExitCode, string Errors)> EndAsync(CancellationToken ct)
    {
        await Output.CopyToAsync(Stream.Null, ct);
        await _pump.WaitAsync(ct);
        int? code;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while ((code = await _engine.ExitCodeAsync(_id, ct)) is null)
        {
            if (clock.Elapsed > DockerEngine.Limit)
            {
                throw new OperatorException($"{_request.Command[0]} in the container {DockerEngine.Short(_request.ContainerId)} of {_engine.Address} has closed its output, and does not end", "'docker top' shows what it does.");
            }

            await Task.Delay(_poll, ct);
        }

        _hasEnded = true;
        await SayGoodbyeAsync(ct);
        return (code.Value, _errors.Text);
    }

    /// <summary>Ends the program where it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        // For the lifeline this is the sign to end the program.
        await CloseAsync();
        if (Lifeline is not null)
        {
            await Lifeline.CloseAsync();
        }

        if (!_hasEnded && ProcessId > 0)
        {
            await WaitForEndAsync();
        }

        _gone.Dispose();
        Lifeline?._gone.Dispose();
    }

    internal async Task WaitForStartAsync(TimeSpan limit, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(limit);
        try
        {
            ProcessId = await _errors.ProcessId.WaitAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw EngineErrors.Silent(_engine.Address, $"start {_request.Command[0]} in the container {DockerEngine.Short(_request.ContainerId)}", limit);
        }

        if (ProcessId == 0)
        {
            var (code, errors) = await EndAsync(ct);
            throw new OperatorException(
                string.Create(CultureInfo.InvariantCulture, $"nothing can be run in the container {DockerEngine.Short(_request.ContainerId)} of {_engine.Address}: {errors} ({code})"),
                "its image must have a shell 'sh'.");
        }
    }

    private async Task CloseAsync()
    {
        await _gone.CancelAsync();
        await _stream.DisposeAsync();
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SayGoodbyeAsync(CancellationToken ct)
    {
        if (Lifeline is not null)
        {
            await Lifeline.Input.WriteAsync("done\n"u8.ToArray(), ct);
            await Lifeline.EndAsync(ct);
        }
    }

    private async Task WaitForEndAsync()
    {
        using var bound = new CancellationTokenSource(_toEnd);
        try
        {
            while (await _engine.ExitCodeAsync(_id, bound.Token) is null)
            {
                await Task.Delay(_poll, bound.Token);
            }
        }
        catch (Exception e) when (e is OperatorException or OperationCanceledException)
        {
            // Whoever ends us has a reason that must not be hidden by this one; the container's side ends it by itself.
            _hasEnded = false;
        }
    }

    private async Task PumpAsync()
    {
        var frames = new FrameReader(_stream);
        try
        {
            while (true)
            {
                var memory = _output.Writer.GetMemory(64 * 1024);
                var (bytes, isError) = await frames.ReadAsync(memory, _gone.Token);
                if (bytes == 0)
                {
                    break;
                }

                if (isError)
                {
                    _errors.Add(Encoding.UTF8.GetString(memory.Span[..bytes]));
                    continue;
                }

                _output.Writer.Advance(bytes);
                await _output.Writer.FlushAsync(_gone.Token);
            }

            await _output.Writer.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            await _output.Writer.CompleteAsync(Lost(e));
        }
        finally
        {
            _errors.End();
        }
    }

    private Exception Lost(Exception e) => e is OperationCanceledException or ObjectDisposedException
        ? e
        : new OperatorException($"the connection to {_request.Command[0]} in the container {DockerEngine.Short(_request.ContainerId)} of {_engine.Address} was lost: {e.Message}", "'docker ps' shows whether it still runs.", ExitCode.Refused, e);
}
