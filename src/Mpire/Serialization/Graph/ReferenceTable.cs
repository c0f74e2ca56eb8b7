using System.Runtime.CompilerServices;

namespace Mpire.Serialization;

/// <summary>Objects by identity, numbered in the order of their first appearance.</summary>
internal sealed class ReferenceTable
{
    private const int SmallCapacity = 64;
    private const int KeptCapacity = 64 * 1024;

    private object?[] _keys = new object?[SmallCapacity];
    private int[] _numbers = new int[SmallCapacity];
    private int[] _places = new int[SmallCapacity / 2];
    private int _mask = SmallCapacity - 1;
    private int _count;

    /// <summary>How many objects have a number.</summary>
    public int Count => _count;

    /// <summary>The object's number; a new one if it was not met before.</summary>
    public int GetOrAdd(object key, out bool known)
    {
        int index = RuntimeHelpers.GetHashCode(key) & _mask;
        while (true)
        {
            object? there = _keys[index];
            if (there is null)
            {
                known = false;
                return Add(key, index);
            }

            if (ReferenceEquals(there, key))
            {
                known = true;
                return _numbers[index];
            }

            index = (index + 1) & _mask;
        }
    }

    /// <summary>Forgets all objects.</summary>
    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        if (_keys.Length > KeptCapacity)
        {
            _keys = new object?[SmallCapacity];
            _numbers = new int[SmallCapacity];
            _places = new int[SmallCapacity / 2];
            _mask = SmallCapacity - 1;
        }
        else if (_count < _keys.Length / 16)
        {
            // A small graph after a big one must not pay for the big one's table.
            for (int i = 0; i < _count; i++)
            {
                _keys[_places[i]] = null;
            }
        }
        else
        {
            Array.Clear(_keys);
        }

        _count = 0;
    }

    private int Add(object key, int index)
    {
        int number = _count++;
        if (_count * 2 > _keys.Length)
        {
            Rehash();
            index = RuntimeHelpers.GetHashCode(key) & _mask;
            while (_keys[index] is not null)
            {
                index = (index + 1) & _mask;
            }
        }

        _keys[index] = key;
        _numbers[index] = number;
        _places[number] = index;
        return number;
    }

    private void Rehash()
    {
        object?[] oldKeys = _keys;
        int[] oldNumbers = _numbers;
        int capacity = oldKeys.Length * 4;
        _keys = new object?[capacity];
        _numbers = new int[capacity];
        _places = new int[capacity / 2];
        _mask = capacity - 1;
        for (int i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] is { } key)
            {
                int index = RuntimeHelpers.GetHashCode(key) & _mask;
                while (_keys[index] is not null)
                {
                    index = (index + 1) & _mask;
                }

                _keys[index] = key;
                _numbers[index] = oldNumbers[i];
                _places[oldNumbers[i]] = index;
            }
        }
    }
}
