namespace Whimbrel.Engine.Postgres.Tools;

/// <summary>A program whose input is a file of this machine.</summary>
internal sealed class FedProgram : IProgram
{
    private const int BufferSize = 256 * 1024;

    private readonly IProgram _program;
    private readonly FileStream _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _feeding;

    public FedProgram(IProgram program, FileStream file)
    {
        (_program, _file) = (program, file);
        _feeding = FeedAsync();
    }

    public Stream Input => Stream.Null;

    public Stream Output => _program.Output;

    public async Task<(int ExitCode, string Errors)> EndAsync(CancellationToken ct)
    {
        var end = await _program.EndAsync(ct);
        // It need not have read everything.
        await _stop.CancelAsync();
        await _feeding;
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _program.DisposeAsync();
        await _feeding;
        await _file.DisposeAsync();
        _stop.Dispose();
    }

    private async Task FeedAsync()
    {
        try
        {
            await _file.CopyToAsync(_program.Input, BufferSize, _stop.Token);
            await _program.Input.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The program does not read any more: its end says why.
            return;
        }
    }
}
