namespace Whimbrel.Sql.Psql;

/// <summary>
/// Follows <c>standard_conforming_strings</c> through a script: psql is told of it by the server. SET, SET LOCAL and RESET are followed,
/// with the ends of transactions; set_config() is not.
/// </summary>
internal sealed class StandardStrings
{
    private bool _beforeTransaction = true;
    private bool _afterCommit = true;
    private bool _isInTransaction;

    internal bool IsOn { get; private set; } = true;

    internal void Follow(ReadOnlySpan<byte> statement)
    {
        var words = new SqlWords(statement);
        if (!words.Next())
            return;

        switch (words.Current[0] | 0x20)
        {
            case 's' or 'r' or 'd' or 'b' or 'c' or 'e' or 'a':
                Follow(ref words);
                break;
        }
    }

    internal void Reset() => (_beforeTransaction, _afterCommit, _isInTransaction, IsOn) = (true, true, false, true);

    private void Follow(ref SqlWords words)
    {
        if (words.Is("set"u8))
            Set(ref words);
        else if (words.Is("reset"u8) && (words.NextIs("standard_conforming_strings"u8) || words.NextIs("all"u8)))
            Set(isOn: true, isLocal: false);
        else if (words.Is("discard"u8) && words.NextIs("all"u8))
            Set(isOn: true, isLocal: false);
        else if (words.Is("begin"u8) || (words.Is("start"u8) && words.NextIs("transaction"u8)))
            Begin();
        else if (words.Is("commit"u8) || words.Is("end"u8))
            End(_afterCommit);
        else if (words.Is("abort"u8) || (words.Is("rollback"u8) && !words.NextIs("to"u8)))
            End(_beforeTransaction);
    }

    private void Set(ref SqlWords words)
    {
        var isLocal = words.NextIs("local"u8);
        _ = isLocal || words.NextIs("session"u8);
        if (!words.NextIs("standard_conforming_strings"u8) || !words.Next() || !words.Next())
            return;

        var value = words.Current.Trim((byte)'\'');
        Set(SqlWords.Is(value, "default"u8) || PsqlBoolean.Read(System.Text.Encoding.UTF8.GetString(value)) != false, isLocal);
    }

    private void Set(bool isOn, bool isLocal)
    {
        if (isLocal && !_isInTransaction)
            return;

        IsOn = isOn;
        _afterCommit = isLocal ? _afterCommit : isOn;
        _beforeTransaction = _isInTransaction ? _beforeTransaction : isOn;
    }

    private void Begin()
    {
        _beforeTransaction = _isInTransaction ? _beforeTransaction : IsOn;
        _isInTransaction = true;
    }

    private void End(bool isOn) => (IsOn, _beforeTransaction, _afterCommit, _isInTransaction) = (isOn, isOn, isOn, false);
}
