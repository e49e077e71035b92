namespace Whimbrel.Engine.Docker;

/// <summary>The way to a program's input: closing it closes one direction of the connection, and no more.</summary>
internal sealed class ExecInput(Stream stream) : OneWayStream
{
    private bool _isClosed;

    public override bool CanRead => false;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stream.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

    public override void Flush() => stream.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            EngineConnection.CloseInputAsync(stream).GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            await EngineConnection.CloseInputAsync(stream);
        }

        await base.DisposeAsync();
    }
}
