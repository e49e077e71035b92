namespace Whimbrel.Sql.Psql;

/// <summary>Bytes put together from several places.</summary>
internal sealed class ByteText
{
    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
            Array.Resize(ref _bytes, Math.Max(256, Math.Max(_bytes.Length * 2, Length + bytes.Length)));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    internal void Append(byte one) => Append([one]);

    internal void Truncate(int length) => Length = length;
}
