namespace Whimbrel.Sql;

/// <summary>A file that is hashed while it is read from its beginning to its end.</summary>
internal sealed class HashedStream(string path, FileStream file) : Stream
{
    private const int DrainSize = 1 << 16;

    private readonly ScriptHash _hash = new();
    private ScriptFileFacts? _facts;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    internal string Path { get; } = path;

    internal ScriptFileFacts Facts => _facts ?? throw new InvalidOperationException($"{Path} is still open");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = file.Read(buffer);
        _hash.Append(buffer[..read]);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>What was not read is hashed all the same: a script may end before its file does.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _facts is null)
        {
            var rest = new byte[DrainSize];
            while (Read(rest) > 0)
            {
                // Only for the hash.
            }

            var (raw, normalized) = _hash.End();
            _facts = new ScriptFileFacts(Path, raw, normalized, null);
            _hash.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
