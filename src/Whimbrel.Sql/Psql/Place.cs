using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Psql;

/// <summary>Where something stands in a script.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units; a byte order mark has none.</param>
/// <param name="ByteOffset">From the file's first byte, a byte order mark included.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Place(string Path, int Line, int Column, long ByteOffset);
