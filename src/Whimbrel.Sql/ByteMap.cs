using System.Text;

namespace Whimbrel.Sql;

/// <summary>From the parser's byte offsets to UTF-16 offsets; ask in ascending order.</summary>
internal sealed class ByteMap(byte[] sql, int textLength)
{
    private readonly bool _isAscii = sql.Length - 1 == textLength;
    private int _byte;
    private int _char;

    internal int CharOffset(int byteOffset)
    {
        if (_isAscii)
            return byteOffset;

        _char += Encoding.UTF8.GetCharCount(sql, _byte, byteOffset - _byte);
        _byte = byteOffset;
        return _char;
    }
}
