using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>What <see cref="PsqlReader.Read"/> came upon; one object, filled anew by each call.</summary>
public sealed class PsqlItem
{
    private SqlScanner? _scanner;
    private byte[] _ownText = [];

    public PsqlItemKind Kind { get; private set; }

    /// <summary>Of the first character that is sent, of a command's backslash, or of the first row.</summary>
    public Place Place { get; private set; }

    /// <summary>Of a statement's first character that is no comment; else the same as <see cref="Place"/>.</summary>
    public Place FirstToken { get; private set; }

    /// <summary>Where in the file a statement ends.</summary>
    public long ByteEnd { get; private set; }

    /// <summary>What psql sends, to the byte; empty when it is no statement.</summary>
    public ReadOnlySpan<byte> Text => _scanner is null ? _ownText : _scanner.Sent;

    public string TextString => Encoding.UTF8.GetString(Text);

    /// <summary>The statement has only comments and semicolons.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>How many items of rows follow the statement: one for each COPY … FROM STDIN in it.</summary>
    public int CopiesFromStdin { get; private set; }

    /// <summary>The backslash command without its backslash, also one that ends a statement; empty when there is none.</summary>
    public string Command { get; internal set; } = "";

    public IReadOnlyList<string> Arguments { get; internal set; } = [];

    /// <summary>What is echoed, or why something is skipped or refused.</summary>
    public string Note { get; internal set; } = "";

    /// <summary>The statement belongs to the command that was refused just before.</summary>
    public bool IsRefused { get; internal set; }

    /// <summary>The prefix of the variables that <c>\gset</c> sets from the statement's row (often empty); null when it sets none.</summary>
    public string? StoresInto { get; internal set; }

    /// <summary>A variable in the statement or command whose value only a run can know; null when there is none.</summary>
    public string? Unresolved { get; internal set; }

    /// <summary>The file of <c>\copy … from 'file'</c>, for the rows that follow; null when the rows stand in the script.</summary>
    public string? RowsFile { get; internal set; }

    internal void Become(PsqlItemKind kind, Place place)
    {
        (Kind, Place, FirstToken, ByteEnd, IsBlank, CopiesFromStdin, _scanner) = (kind, place, place, place.ByteOffset, false, 0, null);
        _ownText = [];
        (Command, Arguments, Note, IsRefused, StoresInto, Unresolved, RowsFile) = ("", [], "", false, null, null, null);
    }

    /// <summary>Takes over the scanner's text, which counts as sent from now on.</summary>
    internal void BecomeStatement(SqlScanner scanner)
    {
        Become(PsqlItemKind.Statement, scanner.Start);
        (FirstToken, IsBlank) = (scanner.HasToken ? scanner.FirstToken : scanner.Start, !scanner.HasToken);
        (Unresolved, scanner.Unresolved) = (scanner.Unresolved, null);
        var hasSeveral = scanner.HasSeveral;
        scanner.Send();
        _scanner = scanner;
        ByteEnd = scanner.FileOffset;
        if (!IsBlank && !IsOrdinary(scanner.FirstLetter) || hasSeveral)
            Inspect(scanner, hasSeveral);
    }

    /// <summary>The statement that psql makes of <c>\copy</c>; the statement before it that is not yet at its end stays as it is.</summary>
    internal void BecomeCopy(Place place, byte[] text, bool readsRows)
    {
        Become(PsqlItemKind.Statement, place);
        (_ownText, CopiesFromStdin, Command) = (text, readsRows ? 1 : 0, "copy");
    }

    /// <summary>Most statements are neither COPY nor SET nor the like, as their first letter tells.</summary>
    private static bool IsOrdinary(int firstLetter) => firstLetter is 'i' or 'u' or 'w' or 'g' or 't';

    private void Inspect(SqlScanner scanner, bool hasSeveral)
    {
        scanner.Strings.Follow(Text);
        CopiesFromStdin = hasSeveral ? CopyFromStdin.CountIn(Text) : CopyFromStdin.Is(Text) ? 1 : 0;
    }
}
