using System.Security.Cryptography;

namespace Whimbrel.Sql;

/// <summary>The two checksums of a file while it is read: of its bytes, and of its text whatever the newlines and the byte order mark.</summary>
internal sealed class ScriptHash : IDisposable
{
    private readonly IncrementalHash _raw = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _normalized = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _start = new byte[3];
    private int _started;
    private bool _endsWithReturn;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public void Dispose()
    {
        _raw.Dispose();
        _normalized.Dispose();
    }

    /// <summary>Of a file's text, whatever its newlines; errors of the file system pass through as they are.</summary>
    internal static string NormalizedOf(string path)
    {
        using var hash = new ScriptHash();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) is var read and > 0)
            hash.Append(buffer.AsSpan(0, read));
        return hash.End().Normalized;
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _raw.AppendData(bytes);
        while (_started < _start.Length && !bytes.IsEmpty)
        {
            _start[_started++] = bytes[0];
            bytes = bytes[1..];
            if (_started == _start.Length && !_start.AsSpan().SequenceEqual(ByteOrderMark))
                Normalize(_start);
        }

        if (_started == _start.Length)
            Normalize(bytes);
    }

    /// <summary>Both in lower-case hexadecimal; nothing can be appended after it.</summary>
    internal (string Raw, string Normalized) End()
    {
        if (_started < _start.Length)
            Normalize(_start.AsSpan(0, _started));
        if (_endsWithReturn)
            _normalized.AppendData("\n"u8);
        return (Convert.ToHexStringLower(_raw.GetHashAndReset()), Convert.ToHexStringLower(_normalized.GetHashAndReset()));
    }

    /// <summary>\n for each \r\n and each \r.</summary>
    private void Normalize(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_endsWithReturn)
            {
                _normalized.AppendData("\n"u8);
                bytes = bytes[0] == '\n' ? bytes[1..] : bytes;
                _endsWithReturn = false;
            }

            var next = bytes.IndexOf((byte)'\r');
            _normalized.AppendData(next < 0 ? bytes : bytes[..next]);
            _endsWithReturn = next >= 0;
            bytes = next < 0 ? [] : bytes[(next + 1)..];
        }
    }
}
