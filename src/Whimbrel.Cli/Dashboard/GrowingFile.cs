using System.Text;

namespace Whimbrel.Cli.Dashboard;

/// <summary>A file to which another process appends lines.</summary>
internal sealed class GrowingFile(string path)
{
    private long _position;

    /// <summary>The whole lines that came since the last look; none where the file is not there.</summary>
    public IReadOnlyList<string> NewLines()
    {
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        if (length <= _position)
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _position;
        var bytes = new byte[length - _position];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        _position += end;
        return Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
