using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Psql;

/// <summary>The \if blocks that a script is in.</summary>
internal sealed class Conditions
{
    private readonly Stack<Block> _blocks = new();

    private enum Branch
    {
        Taken,

        /// <summary>Not taken; a later branch can be.</summary>
        NotYet,

        /// <summary>Not taken, and no later one will be.</summary>
        NoMore,
        ElseTaken,
        ElseNotTaken,
    }

    internal bool IsActive => !_blocks.TryPeek(out var block) || block.Branch is Branch.Taken or Branch.ElseTaken;

    /// <summary>Of the innermost \if.</summary>
    internal (Place Place, string? SourceLine)? Open => _blocks.TryPeek(out var block) ? (block.Place, block.SourceLine) : null;

    /// <param name="isTrue">null: it may be true or not, and the branches behind it are taken as well.</param>
    internal void If(SqlScanner scanner, Place place, Func<bool?> isTrue)
    {
        var wasActive = IsActive;
        _blocks.Push(new Block(wasActive ? Branch.Taken : Branch.NoMore, place, scanner.TextLength, scanner.Parentheses, IsEither: false, scanner.Input.LineOf(place)));
        var isTaken = isTrue();
        if (wasActive && isTaken == false)
            Change(scanner, Branch.NotYet);
        else if (wasActive && isTaken is null)
            BecomeEither();
        scanner.IsActive = IsActive;
    }

    /// <summary>null, or what is wrong with it.</summary>
    internal string? Elif(SqlScanner scanner, Func<bool?> isTrue)
    {
        if (Misplaced(@"\elif") is { } problem)
            return problem;

        var mayBeTaken = _blocks.Peek() is { Branch: Branch.NotYet } or { IsEither: true };
        Change(scanner, mayBeTaken ? Branch.Taken : Branch.NoMore);
        scanner.IsActive = IsActive;
        var isTaken = isTrue();
        if (isTaken == false && mayBeTaken)
            Change(scanner, Branch.NotYet);
        else if (isTaken is null && mayBeTaken)
            BecomeEither();
        scanner.IsActive = IsActive;
        return null;
    }

    internal string? Else(SqlScanner scanner)
    {
        if (Misplaced(@"\else") is { } problem)
            return problem;

        Change(scanner, _blocks.Peek() is { Branch: Branch.NotYet } or { IsEither: true } ? Branch.ElseTaken : Branch.ElseNotTaken);
        scanner.IsActive = IsActive;
        return null;
    }

    internal string? Endif(SqlScanner scanner)
    {
        if (_blocks.Count == 0)
            return @"\endif without \if";

        LeaveBranch(scanner);
        _ = _blocks.Pop();
        scanner.IsActive = IsActive;
        return null;
    }

    private void BecomeEither() => _blocks.Push(_blocks.Pop() with { IsEither = true });

    private string? Misplaced(string command) => _blocks.TryPeek(out var block)
        ? block.Branch is Branch.ElseTaken or Branch.ElseNotTaken ? $@"{command} after \else" : null
        : $@"{command} without \if";

    private void Change(SqlScanner scanner, Branch branch)
    {
        LeaveBranch(scanner);
        var block = _blocks.Pop();
        _blocks.Push(block with { Branch = branch, TextLength = scanner.TextLength, Parentheses = scanner.Parentheses });
    }

    /// <summary>What a branch that is not taken added to the statement is forgotten.</summary>
    private void LeaveBranch(SqlScanner scanner)
    {
        if (IsActive)
            return;

        var block = _blocks.Peek();
        scanner.Truncate(block.TextLength);
        scanner.Parentheses = block.Parentheses;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Block(Branch Branch, Place Place, int TextLength, int Parentheses, bool IsEither, string? SourceLine);
}
