using System.Buffers.Binary;

namespace Whimbrel.Engine.Docker;

/// <summary>Takes apart what an engine sends of a program without a terminal: frames of eight bytes of head, whose first says which output it is.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const int Error = 2;
    private readonly byte[] _head = new byte[8];
    private uint _left;
    private bool _isError;

    /// <returns>How many bytes of which output; 0 at the end.</returns>
    /// <exception cref="EndOfStreamException">When it ends within a frame.</exception>
    public async ValueTask<(int Bytes, bool IsError)> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        while (_left == 0)
        {
            var read = await stream.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, ct);
            if (read < _head.Length)
            {
                return read == 0 ? (0, false) : throw new EndOfStreamException("the engine's answer ends within a frame");
            }

            (_isError, _left) = (_head[0] == Error, BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(4)));
        }

        var bytes = await stream.ReadAsync(buffer[..(int)Math.Min(_left, (uint)buffer.Length)], ct);
        if (bytes == 0)
        {
            throw new EndOfStreamException("the engine's answer ends within a frame");
        }

        _left -= (uint)bytes;
        return (bytes, _isError);
    }
}
