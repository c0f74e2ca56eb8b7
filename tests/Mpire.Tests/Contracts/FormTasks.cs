namespace Mpire.Tests.Contracts;

/// <summary>A task in every form there is, which adds up its arguments and leaves a trace when it begins and when it has ended.</summary>
/// <param name="Begun">Counts beginnings.</param>
/// <param name="Ended">Counts ends, which come well after an asynchronous task has returned to its caller.</param>
/// <param name="Fails">Whether it fails at its end.</param>
public sealed record FormTasks(Tally Begun, Tally Ended, bool Fails)
{
    /// <summary>The delegate of a type, if it is a form over integers.</summary>
    public Delegate? As(Type type) => Array.Find(All(), task => task.GetType() == type);

    private Delegate[] All() =>
    [
        () => Now(0), () => Soon(0), () => SoonByValue(0), () => Do(0), () => DoSoon(0), () => DoSoonByValue(0),
        (int a) => Now(a), (int a) => Soon(a), (int a) => SoonByValue(a), (int a) => Do(a), (int a) => DoSoon(a), (int a) => DoSoonByValue(a),
        (int a, int b) => Now(a + b), (int a, int b) => Soon(a + b), (int a, int b) => SoonByValue(a + b),
        (int a, int b) => Do(a + b), (int a, int b) => DoSoon(a + b), (int a, int b) => DoSoonByValue(a + b),
        (int a, int b, int c) => Now(a + b + c), (int a, int b, int c) => Soon(a + b + c), (int a, int b, int c) => SoonByValue(a + b + c),
        (int a, int b, int c) => Do(a + b + c), (int a, int b, int c) => DoSoon(a + b + c), (int a, int b, int c) => DoSoonByValue(a + b + c),
        (Worker w) => Now(In(w)), (Worker w) => Soon(In(w)), (Worker w) => SoonByValue(In(w)),
        (Worker w) => Do(In(w)), (Worker w) => DoSoon(In(w)), (Worker w) => DoSoonByValue(In(w)),
        (Worker w, int a) => Now(In(w) + a), (Worker w, int a) => Soon(In(w) + a), (Worker w, int a) => SoonByValue(In(w) + a),
        (Worker w, int a) => Do(In(w) + a), (Worker w, int a) => DoSoon(In(w) + a), (Worker w, int a) => DoSoonByValue(In(w) + a),
        (Worker w, int a, int b) => Now(In(w) + a + b), (Worker w, int a, int b) => Soon(In(w) + a + b),
        (Worker w, int a, int b) => SoonByValue(In(w) + a + b), (Worker w, int a, int b) => Do(In(w) + a + b),
        (Worker w, int a, int b) => DoSoon(In(w) + a + b), (Worker w, int a, int b) => DoSoonByValue(In(w) + a + b),
        (Worker w, int a, int b, int c) => Now(In(w) + a + b + c), (Worker w, int a, int b, int c) => Soon(In(w) + a + b + c),
        (Worker w, int a, int b, int c) => SoonByValue(In(w) + a + b + c), (Worker w, int a, int b, int c) => Do(In(w) + a + b + c),
        (Worker w, int a, int b, int c) => DoSoon(In(w) + a + b + c), (Worker w, int a, int b, int c) => DoSoonByValue(In(w) + a + b + c),
    ];

    // Another worker than the task's own would have other numbers, or none.
    private static int In(Worker worker) => worker.Workers == 2 && worker.Id is 0 or 1 ? 0 : throw new InvalidOperationException($"worker {worker.Id} of {worker.Workers}");

    private int Now(int sum)
    {
        Begun.Add();
        return End(sum);
    }

    private async Task<int> Soon(int sum)
    {
        Begun.Add();
        await Task.Delay(5);
        return End(sum);
    }

    private async ValueTask<int> SoonByValue(int sum) => await Soon(sum);

    private void Do(int sum) => Now(sum);

    private async Task DoSoon(int sum) => await Soon(sum);

    private async ValueTask DoSoonByValue(int sum) => await Soon(sum);

    private int End(int sum)
    {
        Ended.Add();
        return Fails ? throw new InvalidDataException($"failed with {sum}") : sum;
    }
}
