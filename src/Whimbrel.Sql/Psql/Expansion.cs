namespace Whimbrel.Sql.Psql;

/// <summary>Text that is read in place of the file's: a variable's value, or the rest of a line that COPY's rows follow.</summary>
/// <param name="Variable">null for the rest of a line.</param>
/// <param name="Place">Of the reference to the variable, or of the rest's first character.</param>
internal sealed record Expansion(byte[] Bytes, string? Variable, Place Place)
{
    /// <summary>How far it has been read, while another one is read first.</summary>
    internal int Position { get; set; }
}
