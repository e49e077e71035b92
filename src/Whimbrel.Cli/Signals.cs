using System.Runtime.InteropServices;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli;

/// <summary>The first Ctrl-C, SIGTERM or hang-up goes back cleanly; a second one says what is left and ends at once. A dashboard's request only goes back.</summary>
internal sealed class Signals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Interruption _interruption;
    private int _count;

    public Signals(Interruption interruption)
    {
        _interruption = interruption;
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)RunProcess.GoBackSignal, OnAskedToGoBack));
    }

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    /// <summary>A dashboard asks, perhaps while Ctrl-C has been pressed already: that never counts as the second one.</summary>
    private void OnAskedToGoBack(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_interruption.IsUnanswered)
        {
            _interruption.Request();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1 || !_interruption.IsUnanswered)
        {
            _interruption.Request();
            return;
        }

        ErrorOutput.Write(
            "ended by a second interruption, before everything had gone back: what is left is what the journal says was begun",
            "'whimbrel status' shows it; 'whimbrel abort' goes back, 'whimbrel resume' goes on.");
        Environment.Exit((int)ExitCode.SomethingLeft);
    }
}
