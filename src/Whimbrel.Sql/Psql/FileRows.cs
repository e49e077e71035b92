namespace Whimbrel.Sql.Psql;

/// <summary>The rows of <c>\copy … from 'file'</c>; the file is opened when the first are asked for.</summary>
internal sealed class FileRows : IDisposable
{
    private const int BufferSize = 64 << 10;

    private byte[] _buffer = [];
    private string? _path;
    private FileStream? _file;

    internal bool IsOpen => _path is not null;

    public void Dispose() => Close();

    internal void Open(string path) => _path = path;

    internal void Close()
    {
        _file?.Dispose();
        (_file, _path) = (null, null);
    }

    internal ReadOnlySpan<byte> Next()
    {
        if (_buffer.Length == 0)
            _buffer = new byte[BufferSize];
        _file ??= new FileStream(_path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return _buffer.AsSpan(0, _file.Read(_buffer));
    }
}
